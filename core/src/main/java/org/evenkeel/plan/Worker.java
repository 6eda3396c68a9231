package org.evenkeel.plan;

import org.evenkeel.kernel.Slab;

/// What one thread owns: an arena for values that live only inside one slab of one phase, and scratch arrays for sums.
final class Worker {
  private final float[] arena;
  private final float[][] scratch;
  private final double[] doubles = new double[4 * Slab.LANES];
  private final int[] progress;
  private long[] nanos = {};
  private byte[] images = {};

  Worker(int arenaFloats, int[] scratchFloats, int steps) {
    arena = new float[Slab.FRONT + arenaFloats];
    scratch = new float[scratchFloats.length][];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new float[scratchFloats[i]];
    }
    progress = new int[steps];
  }

  float[] arena() {
    return arena;
  }

  float[] scratch(int i) {
    return scratch[i];
  }

  /// Returns scratch for the lanes of one channel in float64, four times.
  double[] doubles() {
    return doubles;
  }

  int[] progress() {
    return progress;
  }

  /// Returns an array for the bytes of one slab's images.
  byte[] images(int bytes) {
    if (images.length < bytes) {
      images = new byte[bytes];
    }
    return images;
  }

  /// Makes room for the times of that many steps.
  void measure(int steps) {
    nanos = new long[steps];
  }

  /// Returns the time spent in each step, where steps are timed.
  long[] nanos() {
    return nanos;
  }
}
