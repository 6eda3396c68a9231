package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;

/// Sums the 16 lanes of many weights over the lane tree of docs/NUMERICS.md, section 1.
final class SimdConvLaneTree {
  private SimdConvLaneTree() {}

  /// Writes part[i] = lane tree of the 16 floats of `sums` from `16 * i` on, for i < `weights`. Lanes from `lanes` on count as +0;
  /// `sums` is destroyed.
  static void sum(float[] sums, int weights, int lanes, float[] part) {
    if (lanes < LANES) {
      for (int i = 0; i < weights; i++) {
        Arrays.fill(sums, i * LANES + lanes, (i + 1) * LANES, 0f);
      }
    }
    for (int i = 0; i < weights; i++) {
      int at = i * LANES;
      float s0 = (sums[at] + sums[at + 8]) + (sums[at + 4] + sums[at + 12]);
      float s1 = (sums[at + 1] + sums[at + 9]) + (sums[at + 5] + sums[at + 13]);
      float s2 = (sums[at + 2] + sums[at + 10]) + (sums[at + 6] + sums[at + 14]);
      float s3 = (sums[at + 3] + sums[at + 11]) + (sums[at + 7] + sums[at + 15]);
      part[i] = (s0 + s2) + (s1 + s3);
    }
  }
}
