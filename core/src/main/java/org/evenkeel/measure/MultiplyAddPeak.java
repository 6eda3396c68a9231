package org.evenkeel.measure;

import org.evenkeel.plan.KernelChoice;

/// The machine's peak of fused single-precision multiply-adds, from independent chains kept in
/// registers; where there are no vectors, of one float at a time.
public final class MultiplyAddPeak {
  private MultiplyAddPeak() {}

  /// Measures `slices` slices of about two milliseconds on `threads` threads at once; in GFLOP/s,
  /// all threads together, a multiply-add counting as two operations.
  public static Rates measure(int threads, int slices) {
    try (MultiplyAddSlices timed = MultiplyAddSlices.start(threads)) {
      return timed.rates(slices);
    }
  }

  /// Width of the vectors used, in bits; 32 where there are none.
  public static int vectorBits() {
    return KernelChoice.probe().vectorBits();
  }
}
