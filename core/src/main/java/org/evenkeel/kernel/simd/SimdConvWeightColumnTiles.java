package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of the weight gradient over five neighbouring kernel columns; arguments as in [SimdConvWeightTiles].
///
/// The step from column to column in x is 16 floats, known to the compiler: two range checks then serve all five.
final class SimdConvWeightColumnTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdConvWeightColumnTiles() {}

  /// 2 output channels, 5 weights of each: 10 sums.
  static void sum2x5(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      float[] sum,
      int sumAt,
      int sumChannel,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + LANES);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * LANES);
    FloatVector s04 = FloatVector.fromArray(FLOATS, sum, sumAt + 4 * LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + LANES);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 2 * LANES);
    FloatVector s13 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 3 * LANES);
    FloatVector s14 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 4 * LANES);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0.fma(x3, s03);
        s13 = d1.fma(x3, s13);
        FloatVector x4 = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0.fma(x4, s04);
        s14 = d1.fma(x4, s14);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + LANES);
    s02.intoArray(sum, sumAt + 2 * LANES);
    s03.intoArray(sum, sumAt + 3 * LANES);
    s04.intoArray(sum, sumAt + 4 * LANES);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + LANES);
    s12.intoArray(sum, sumAt + sumChannel + 2 * LANES);
    s13.intoArray(sum, sumAt + sumChannel + 3 * LANES);
    s14.intoArray(sum, sumAt + sumChannel + 4 * LANES);
  }

  /// 1 output channel, 5 weights of each: 5 sums.
  static void sum1x5(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      float[] sum,
      int sumAt,
      int sumChannel,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + LANES);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * LANES);
    FloatVector s04 = FloatVector.fromArray(FLOATS, sum, sumAt + 4 * LANES);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0.fma(x1, s01);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0.fma(x2, s02);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0.fma(x3, s03);
        FloatVector x4 = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0.fma(x4, s04);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + LANES);
    s02.intoArray(sum, sumAt + 2 * LANES);
    s03.intoArray(sum, sumAt + 3 * LANES);
    s04.intoArray(sum, sumAt + 4 * LANES);
  }
}
