package org.evenkeel.kernel;

/// The slab layout: 16 examples side by side, one per lane.
public final class Slab {
  /// Examples in one slab.
  public static final int LANES = 16;

  /// Floats in front of the first value in arrays of slabs, and in scratch arrays of kernels that read whole vectors.
  ///
  /// An array's elements begin 16 bytes behind its own address. Where the JVM places arrays at multiples of 32 or 64 bytes (`-XX:ObjectAlignmentInBytes=32`, which the
  /// command-line tool sets, or large arrays under G1), values then lie at such multiples too, and no vector crosses a cache line: two loads for the price of three otherwise.
  public static final int FRONT = 12;

  private Slab() {}

  /// Returns how many slabs `examples` examples fill, the last perhaps partly.
  public static int count(int examples) {
    return (examples + LANES - 1) / LANES;
  }

  /// Returns how many lanes of `slab` hold one of `examples` examples.
  public static int presentLanes(int slab, int examples) {
    return Math.min(LANES, examples - slab * LANES);
  }
}
