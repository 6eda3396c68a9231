package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.DoubleVector.zero;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.LaneTree;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.WideMoments;

/// Weighted moments of full slabs in float64, in two passes. What is not counted is blended out of the chains.
///
/// Floats are loaded in the vectors of all kernels and converted half by half, as in [SimdLaneTree] and for its reason.
///
/// Source: docs/NUMERICS.md, section 6.
final class SimdWeightedMoments {
  private static final VectorSpecies<Double> D =
      switch (Species.BITS) {
        case 128 -> DoubleVector.SPECIES_128;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_512;
      };
  private static final VectorSpecies<Float> F = Species.FLOATS;
  private static final int STEP = F.length();
  private static final int HALF = D.length();
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
    DoubleVector weight0 = zero(D);
    DoubleVector weight1 = zero(D);
    DoubleVector sum0 = zero(D);
    DoubleVector sum1 = zero(D);
    for (int i = 0; i < floats; i += LANES) {
      FloatVector w = FloatVector.fromArray(F, weights, weightsAt + i);
      FloatVector v = FloatVector.fromArray(F, x, at + i);
      DoubleVector w0 = (DoubleVector) w.convertShape(F2D, D, 0);
      VectorMask<Double> counts = w0.compare(GT, 0.0);
      weight0 = weight0.blend(weight0.add(w0), counts);
      sum0 = sum0.blend(w0.fma(v.convertShape(F2D, D, 0), sum0), counts);
      DoubleVector w1 = (DoubleVector) w.convertShape(F2D, D, 1);
      counts = w1.compare(GT, 0.0);
      weight1 = weight1.blend(weight1.add(w1), counts);
      sum1 = sum1.blend(w1.fma(v.convertShape(F2D, D, 1), sum1), counts);
    }
    VectorMask<Double> any0 = weight0.compare(GT, 0.0);
    VectorMask<Double> any1 = weight1.compare(GT, 0.0);
    DoubleVector mean0 = zero(D).blend(sum0.div(weight0), any0);
    DoubleVector mean1 = zero(D).blend(sum1.div(weight1), any1);
    DoubleVector s10 = zero(D);
    DoubleVector s11 = zero(D);
    DoubleVector s20 = zero(D);
    DoubleVector s21 = zero(D);
    for (int i = 0; i < floats; i += LANES) {
      FloatVector w = FloatVector.fromArray(F, weights, weightsAt + i);
      FloatVector v = FloatVector.fromArray(F, x, at + i);
      DoubleVector w0 = (DoubleVector) w.convertShape(F2D, D, 0);
      VectorMask<Double> counts = w0.compare(GT, 0.0);
      DoubleVector d = ((DoubleVector) v.convertShape(F2D, D, 0)).sub(mean0);
      s10 = s10.blend(w0.fma(d, s10), counts);
      s20 = s20.blend(w0.mul(d).fma(d, s20), counts);
      DoubleVector w1 = (DoubleVector) w.convertShape(F2D, D, 1);
      counts = w1.compare(GT, 0.0);
      d = ((DoubleVector) v.convertShape(F2D, D, 1)).sub(mean1);
      s11 = s11.blend(w1.fma(d, s11), counts);
      s21 = s21.blend(w1.mul(d).fma(d, s21), counts);
    }
    DoubleVector rest = zero(D).blend(s10.div(weight0), any0);
    DoubleVector within = s20.sub(s10.mul(rest));
    within.blend(0.0, within.compare(LT, 0.0)).intoArray(to, WideMoments.WITHIN + lane);
    weight0.intoArray(to, WideMoments.WEIGHT + lane);
    mean0.add(rest).intoArray(to, WideMoments.MEAN + lane);
    rest = zero(D).blend(s11.div(weight1), any1);
    within = s21.sub(s11.mul(rest));
    within.blend(0.0, within.compare(LT, 0.0)).intoArray(to, WideMoments.WITHIN + lane + HALF);
    weight1.intoArray(to, WideMoments.WEIGHT + lane + HALF);
    mean1.add(rest).intoArray(to, WideMoments.MEAN + lane + HALF);
  }
}
