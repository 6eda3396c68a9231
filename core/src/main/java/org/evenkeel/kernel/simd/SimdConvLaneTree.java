package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums the 16 lanes of many weights over the lane tree of docs/NUMERICS.md, section 1.
///
/// The first two levels add vectors of four lanes, which every processor has; the last two are scalar.
final class SimdConvLaneTree {
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  private SimdConvLaneTree() {}

  /// Writes `part[partAt + i]`, the lane tree of the 16 floats of `sums` from `sumsAt + 16 * i` on, for i < `weights`. Lanes from
  /// `lanes` on count as +0; `sums` is destroyed.
  static void sum(float[] sums, int sumsAt, int weights, int lanes, float[] part, int partAt) {
    if (lanes < LANES) {
      for (int i = 0; i < weights; i++) {
        Arrays.fill(sums, sumsAt + i * LANES + lanes, sumsAt + (i + 1) * LANES, 0f);
      }
    }
    for (int i = 0; i < weights; i++) {
      int at = sumsAt + i * LANES;
      FloatVector low =
          FloatVector.fromArray(FOUR, sums, at).add(FloatVector.fromArray(FOUR, sums, at + 8));
      FloatVector high =
          FloatVector.fromArray(FOUR, sums, at + 4).add(FloatVector.fromArray(FOUR, sums, at + 12));
      low.add(high).intoArray(sums, at);
    }
    for (int i = 0; i < weights; i++) {
      int at = sumsAt + i * LANES;
      part[partAt + i] = (sums[at] + sums[at + 2]) + (sums[at + 1] + sums[at + 3]);
    }
  }
}
