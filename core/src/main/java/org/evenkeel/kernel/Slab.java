package org.evenkeel.kernel;

/// The slab layout: 16 examples side by side, one per lane.
public final class Slab {
  /// Examples in one slab.
  public static final int LANES = 16;

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
