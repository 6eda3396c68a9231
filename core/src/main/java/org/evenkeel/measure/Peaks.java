package org.evenkeel.measure;

/// What the machine can do at best with some number of threads, all together: what a profile's rates are compared with.
///
/// @param threads threads that ran at once
/// @param multiplyAdds fused multiply-adds in registers, in GFLOP/s, each counting as two operations
/// @param copy copying in the second-level cache, bytes read plus bytes written, in GB/s
public record Peaks(int threads, double multiplyAdds, double copy) {
  private static final int MULTIPLY_ADD_SLICES = 120;
  private static final int COPY_SLICES = 40;

  /// Measures both for some 0.3 seconds each; the best slice counts.
  public static Peaks measure(int threads) {
    return new Peaks(
        threads,
        MultiplyAddPeak.measure(threads, MULTIPLY_ADD_SLICES).max(),
        CopyBandwidth.measure(CopyBandwidth.Level.L2, threads, COPY_SLICES).max());
  }

  /// Returns the greater of each: something else may have run during one of the measurements.
  public Peaks best(Peaks other) {
    return new Peaks(
        threads, Math.max(multiplyAdds, other.multiplyAdds), Math.max(copy, other.copy));
  }
}
