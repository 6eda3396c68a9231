package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.DoubleVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.LaneTree;
import org.evenkeel.kernel.Slab;

/// Full slabs' lanes over the lane tree, in float64. The tree's first two levels are additions of whole vectors; the other two are scalar.
///
/// Floats are loaded in the vectors of all kernels and converted half by half: in a narrower one, which is an object until the loop is compiled, they
/// would be seen in the compiler's profile of the vector classes, and sums of other kernels would stay objects for good.
///
/// Source: docs/NUMERICS.md, sections 1 and 6.
final class SimdLaneTree {
  private static final VectorSpecies<Float> F = Species.FLOATS;
  private static final VectorSpecies<Double> D =
      switch (Species.BITS) {
        case 128 -> DoubleVector.SPECIES_128;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_512;
      };
  // Two or four doubles: wider vectors would hold values of the tree's second level.
  private static final VectorSpecies<Double> TREE =
      Species.BITS == 128 ? DoubleVector.SPECIES_128 : DoubleVector.SPECIES_256;
  private static final int STEP = F.length();
  private static final int HALF = D.length();
  private static final int LANES = Slab.LANES;

  /// Where the lanes begin in the scratch array, and where the four sums of the tree's second level: as [Slab#FRONT], in doubles.
  private static final int AT = 6;

  private static final int FOUR = AT + LANES;

  private SimdLaneTree() {}

  /// Sums 16 floats per channel.
  static void sums(float[] sum, int channels, double[] scratch, double[] parts, int partsAt) {
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < LANES; i += STEP) {
        FloatVector v = FloatVector.fromArray(F, sum, c * LANES + i);
        ((DoubleVector) v.convertShape(F2D, D, 0)).intoArray(scratch, AT + i);
        ((DoubleVector) v.convertShape(F2D, D, 1)).intoArray(scratch, AT + i + HALF);
      }
      parts[partsAt + c] = sum(scratch);
    }
  }

  /// Finishes moments of a power of two values per lane, so that a division by their number is a multiplication.
  static void moments(
      float[] shift,
      float[] s1,
      float[] s2,
      int channels,
      int values,
      double[] scratch,
      double[] parts,
      int partsAt) {
    double inverse = 1.0 / values;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < LANES; i += STEP) {
        FloatVector k = FloatVector.fromArray(F, shift, c * LANES + i);
        FloatVector s = FloatVector.fromArray(F, s1, c * LANES + i);
        DoubleVector low = (DoubleVector) s.convertShape(F2D, D, 0);
        low.mul(inverse).add(k.convertShape(F2D, D, 0)).intoArray(scratch, AT + i);
        DoubleVector high = (DoubleVector) s.convertShape(F2D, D, 1);
        high.mul(inverse).add(k.convertShape(F2D, D, 1)).intoArray(scratch, AT + i + HALF);
      }
      double mean = sum(scratch) / LANES;
      spread(s1, s2, c * LANES, values, inverse, mean, scratch);
      int to = partsAt + c * LaneTree.MOMENTS;
      parts[to] = LANES * (double) values;
      parts[to + 1] = mean;
      parts[to + 2] = sum(scratch);
    }
  }

  /// Moments of one value per lane, as [LaneTree#momentsOfValues].
  static void momentsOfValues(
      float[] x, int xAt, int channels, double[] scratch, double[] parts, int partsAt) {
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < LANES; i += STEP) {
        FloatVector v = FloatVector.fromArray(F, x, xAt + c * LANES + i);
        FloatVector shift = v.add(0f);
        v = v.sub(shift).add(shift);
        ((DoubleVector) v.convertShape(F2D, D, 0)).intoArray(scratch, AT + i);
        ((DoubleVector) v.convertShape(F2D, D, 1)).intoArray(scratch, AT + i + HALF);
      }
      double mean = sum(scratch) / LANES;
      for (int i = 0; i < LANES; i += HALF) {
        DoubleVector between = fromArray(D, scratch, AT + i).sub(mean);
        between.mul(between).intoArray(scratch, AT + i);
      }
      int to = partsAt + c * LaneTree.MOMENTS;
      parts[to] = LANES;
      parts[to + 1] = mean;
      parts[to + 2] = sum(scratch);
    }
  }

  /// From the lanes' means to what they add to M2.
  private static void spread(
      float[] s1, float[] s2, int at, double values, double inverse, double mean, double[] m) {
    for (int i = 0; i < LANES; i += STEP) {
      FloatVector v = FloatVector.fromArray(F, s1, at + i);
      FloatVector q = FloatVector.fromArray(F, s2, at + i);
      DoubleVector s = (DoubleVector) v.convertShape(F2D, D, 0);
      DoubleVector within = (DoubleVector) q.convertShape(F2D, D, 0);
      within = within.sub(s.mul(s).mul(inverse));
      within = within.blend(0.0, within.compare(VectorOperators.LT, 0.0));
      DoubleVector between = fromArray(D, m, AT + i).sub(mean);
      within.add(between.mul(between).mul(values)).intoArray(m, AT + i);
      s = (DoubleVector) v.convertShape(F2D, D, 1);
      within = (DoubleVector) q.convertShape(F2D, D, 1);
      within = within.sub(s.mul(s).mul(inverse));
      within = within.blend(0.0, within.compare(VectorOperators.LT, 0.0));
      between = fromArray(D, m, AT + i + HALF).sub(mean);
      within.add(between.mul(between).mul(values)).intoArray(m, AT + i + HALF);
    }
  }

  /// Returns the sum of the lanes; the four doubles behind them are used up.
  private static double sum(double[] v) {
    for (int i = 0; i < 4; i += TREE.length()) {
      DoubleVector even = fromArray(TREE, v, AT + i).add(fromArray(TREE, v, AT + i + 8));
      DoubleVector odd = fromArray(TREE, v, AT + i + 4).add(fromArray(TREE, v, AT + i + 12));
      even.add(odd).intoArray(v, FOUR + i);
    }
    return (v[FOUR] + v[FOUR + 2]) + (v[FOUR + 1] + v[FOUR + 3]);
  }
}
