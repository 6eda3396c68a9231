package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums the 16 lanes of many weights over the lane tree of docs/NUMERICS.md, section 1.
///
/// The first two levels add vectors, of which only the front lanes are read again; the last two are scalar. The vectors are those of all
/// kernels: one that is narrower would be seen in the compiler's profile of the vector classes, and sums of other kernels would become objects.
final class SimdConvLaneTree {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;
  private static final int HALF = LANES / 2;
  private static final int QUARTER = LANES / 4;

  private SimdConvLaneTree() {}

  /// Writes `part[partAt + i]`, the lane tree of the 16 floats of `sums` from `sumsAt + 16 * i` on, for i < `weights`. Lanes from
  /// `lanes` on count as +0; `sums` is destroyed.
  static void sum(float[] sums, int sumsAt, int weights, int lanes, float[] part, int partAt) {
    if (lanes < LANES) {
      for (int i = 0; i < weights; i++) {
        Arrays.fill(sums, sumsAt + i * LANES + lanes, sumsAt + (i + 1) * LANES, 0f);
      }
    }
    // A vector of 16 floats reaches into the next weight.
    int vectors = LENGTH == LANES ? weights - 1 : weights;
    int end = sumsAt + vectors * LANES;
    for (int at = sumsAt; at < end; at += LANES) {
      for (int i = at; i < at + HALF; i += LENGTH) {
        FloatVector low = FloatVector.fromArray(S, sums, i);
        low.add(FloatVector.fromArray(S, sums, i + HALF)).intoArray(sums, i);
      }
    }
    for (int at = sumsAt; at < end; at += LANES) {
      FloatVector low = FloatVector.fromArray(S, sums, at);
      low.add(FloatVector.fromArray(S, sums, at + QUARTER)).intoArray(sums, at);
    }
    for (int at = end; at < sumsAt + weights * LANES; at += LANES) {
      for (int i = at; i < at + QUARTER; i++) {
        float even = sums[i] + sums[i + HALF];
        sums[i] = even + (sums[i + QUARTER] + sums[i + QUARTER + HALF]);
      }
    }
    for (int i = 0; i < weights; i++) {
      int at = sumsAt + i * LANES;
      part[partAt + i] = (sums[at] + sums[at + 2]) + (sums[at + 1] + sums[at + 3]);
    }
  }
}
