package org.evenkeel.train;

import org.evenkeel.kernel.Kernels;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.plan.PlanOptions;

/// What computes. Kernels, threads and fusion change speed only, never a bit; the reference computes in float64.
///
/// @param engine which engine
/// @param kernels kernels of the SIMD engine
/// @param threads threads of the SIMD engine
/// @param fusion whether steps may be fused
public record Execution(Engine engine, Kernels kernels, int threads, boolean fusion) {
  /// Engines.
  public enum Engine {
    /// Plans of SIMD (or scalar) kernels in float32.
    SIMD,
    /// The readable float64 reference.
    REFERENCE
  }

  /// Checks the number of threads.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Execution {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
    }
  }

  /// Returns the fastest: the widest vectors and all processors.
  public static Execution best() {
    return new Execution(
        Engine.SIMD, KernelChoice.best(), Runtime.getRuntime().availableProcessors(), true);
  }

  /// Returns the reference engine.
  public static Execution reference() {
    return new Execution(Engine.REFERENCE, KernelChoice.scalar(), 1, false);
  }

  /// Returns how to plan for batches of at most `batch` examples.
  PlanOptions options(int batch) {
    return new PlanOptions(kernels, batch, threads, fusion);
  }

  /// Returns this with another number of threads.
  public Execution threads(int number) {
    return new Execution(engine, kernels, number, fusion);
  }

  /// Returns this with other kernels.
  public Execution kernels(Kernels other) {
    return new Execution(engine, other, threads, fusion);
  }

  /// Returns this with fusion on or off.
  public Execution fusion(boolean on) {
    return new Execution(engine, kernels, threads, on);
  }
}
