package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.DoubleVector.zero;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.LaneTree;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.WideMoments;

/// Weighted moments of full slabs in float64, in two passes. What is not counted is blended out of the chains.
///
/// Source: docs/NUMERICS.md, section 6.
final class SimdWeightedMoments {
  private static final VectorSpecies<Double> D =
      switch (Species.BITS) {
        case 128 -> DoubleVector.SPECIES_128;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_512;
      };
  private static final VectorSpecies<Float> F =
      switch (Species.BITS) {
        case 128 -> FloatVector.SPECIES_64;
        case 256 -> FloatVector.SPECIES_128;
        default -> FloatVector.SPECIES_256;
      };
  private static final int STEP = D.length();
  private static final int LANES = Slab.LANES;

  private SimdWeightedMoments() {}

  static void slab(
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      int channels,
      int values,
      double[] scratch,
      double[] parts,
      int partsAt) {
    int floats = values * LANES;
    for (int c = 0; c < channels; c++) {
      for (int lane = 0; lane < LANES; lane += STEP) {
        lanes(x, xAt + c * floats + lane, weights, weightsAt + lane, floats, lane, scratch);
      }
      WideMoments.merge(LANES, scratch, parts, partsAt + c * LaneTree.MOMENTS);
    }
  }

  private static void lanes(
      float[] x, int at, float[] weights, int weightsAt, int floats, int lane, double[] to) {
    DoubleVector weight = zero(D);
    DoubleVector sum = zero(D);
    for (int i = 0; i < floats; i += LANES) {
      DoubleVector w = wide(weights, weightsAt + i);
      DoubleVector v = wide(x, at + i);
      VectorMask<Double> counts = w.compare(VectorOperators.GT, 0.0);
      weight = weight.blend(weight.add(w), counts);
      sum = sum.blend(w.fma(v, sum), counts);
    }
    VectorMask<Double> any = weight.compare(VectorOperators.GT, 0.0);
    DoubleVector mean = zero(D).blend(sum.div(weight), any);
    DoubleVector s1 = zero(D);
    DoubleVector s2 = zero(D);
    for (int i = 0; i < floats; i += LANES) {
      DoubleVector w = wide(weights, weightsAt + i);
      DoubleVector d = wide(x, at + i).sub(mean);
      VectorMask<Double> counts = w.compare(VectorOperators.GT, 0.0);
      s1 = s1.blend(w.fma(d, s1), counts);
      s2 = s2.blend(w.mul(d).fma(d, s2), counts);
    }
    DoubleVector rest = zero(D).blend(s1.div(weight), any);
    DoubleVector within = s2.sub(s1.mul(rest));
    within = within.blend(0.0, within.compare(VectorOperators.LT, 0.0));
    weight.intoArray(to, WideMoments.WEIGHT + lane);
    mean.add(rest).intoArray(to, WideMoments.MEAN + lane);
    within.intoArray(to, WideMoments.WITHIN + lane);
  }

  private static DoubleVector wide(float[] v, int at) {
    return (DoubleVector) FloatVector.fromArray(F, v, at).convertShape(VectorOperators.F2D, D, 0);
  }
}
