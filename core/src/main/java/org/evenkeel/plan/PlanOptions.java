package org.evenkeel.plan;

import org.evenkeel.kernel.Kernels;

/// How to plan; nothing here changes a bit of the result.
///
/// @param kernels scalar or SIMD kernels
/// @param batch the greatest number of examples in a batch
/// @param threads number of threads, the calling one included
/// @param fusion whether steps may be fused and chained row by row
/// @param times what measures the steps
public record PlanOptions(
    Kernels kernels, int batch, int threads, boolean fusion, StepTimes times) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if batch or threads is not positive
  public PlanOptions {
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "plan: expected at least 1 example and 1 thread, got %d and %d"
              .formatted(batch, threads));
    }
  }

  /// Plans without measuring.
  ///
  /// @throws IllegalArgumentException if batch or threads is not positive
  public PlanOptions(Kernels kernels, int batch, int threads, boolean fusion) {
    this(kernels, batch, threads, fusion, StepTimes.none());
  }

  /// Returns this with another measurement of the steps.
  public PlanOptions times(StepTimes other) {
    return new PlanOptions(kernels, batch, threads, fusion, other);
  }
}
