package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of the weight gradient over five neighbouring kernel columns; arguments as in [SimdConvWeightTiles].
///
/// One loop, three image columns a step, for the reasons given in [SimdConvPairTiles].
final class SimdConvWeightColumnTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdConvWeightColumnTiles() {}

  /// 2 output channels, 5 weights of each: 10 sums.
  static void sum2x5(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, float[] sum, int sumAt, int sumChannel,
      int columns, int xColumn, int rows, int dYRow, int xRow) {
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
    int dYRowJump = dYRow - columns * LANES;
    int xRowJump = xRow - columns * xColumn;
    int dYi = dYAt;
    int xi = xAt;
    int left = columns;
    for (int step = rows * ((columns + 2) / 3); step > 0; step--) {
      FloatVector d0a = FloatVector.fromArray(FLOATS, dY, dYi);
      FloatVector d1a = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel);
      FloatVector x0a = FloatVector.fromArray(FLOATS, x, xi);
      s00 = d0a.fma(x0a, s00);
      s10 = d1a.fma(x0a, s10);
      FloatVector x1a = FloatVector.fromArray(FLOATS, x, xi + LANES);
      s01 = d0a.fma(x1a, s01);
      s11 = d1a.fma(x1a, s11);
      FloatVector x2a = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
      s02 = d0a.fma(x2a, s02);
      s12 = d1a.fma(x2a, s12);
      FloatVector x3a = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
      s03 = d0a.fma(x3a, s03);
      s13 = d1a.fma(x3a, s13);
      FloatVector x4a = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
      s04 = d0a.fma(x4a, s04);
      s14 = d1a.fma(x4a, s14);
      dYi += LANES;
      xi += xColumn;
      if (left > 1) {
        FloatVector d0b = FloatVector.fromArray(FLOATS, dY, dYi);
        FloatVector d1b = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel);
        FloatVector x0b = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0b.fma(x0b, s00);
        s10 = d1b.fma(x0b, s10);
        FloatVector x1b = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0b.fma(x1b, s01);
        s11 = d1b.fma(x1b, s11);
        FloatVector x2b = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0b.fma(x2b, s02);
        s12 = d1b.fma(x2b, s12);
        FloatVector x3b = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0b.fma(x3b, s03);
        s13 = d1b.fma(x3b, s13);
        FloatVector x4b = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0b.fma(x4b, s04);
        s14 = d1b.fma(x4b, s14);
        dYi += LANES;
        xi += xColumn;
      }
      if (left > 2) {
        FloatVector d0c = FloatVector.fromArray(FLOATS, dY, dYi);
        FloatVector d1c = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel);
        FloatVector x0c = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0c.fma(x0c, s00);
        s10 = d1c.fma(x0c, s10);
        FloatVector x1c = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0c.fma(x1c, s01);
        s11 = d1c.fma(x1c, s11);
        FloatVector x2c = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0c.fma(x2c, s02);
        s12 = d1c.fma(x2c, s12);
        FloatVector x3c = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0c.fma(x3c, s03);
        s13 = d1c.fma(x3c, s13);
        FloatVector x4c = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0c.fma(x4c, s04);
        s14 = d1c.fma(x4c, s14);
        dYi += LANES;
        xi += xColumn;
      }
      left -= 3;
      if (left <= 0) {
        left = columns;
        dYi += dYRowJump;
        xi += xRowJump;
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
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, float[] sum, int sumAt, int sumChannel,
      int columns, int xColumn, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + LANES);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * LANES);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * LANES);
    FloatVector s04 = FloatVector.fromArray(FLOATS, sum, sumAt + 4 * LANES);
    int dYRowJump = dYRow - columns * LANES;
    int xRowJump = xRow - columns * xColumn;
    int dYi = dYAt;
    int xi = xAt;
    int left = columns;
    for (int step = rows * ((columns + 2) / 3); step > 0; step--) {
      FloatVector d0a = FloatVector.fromArray(FLOATS, dY, dYi);
      FloatVector x0a = FloatVector.fromArray(FLOATS, x, xi);
      s00 = d0a.fma(x0a, s00);
      FloatVector x1a = FloatVector.fromArray(FLOATS, x, xi + LANES);
      s01 = d0a.fma(x1a, s01);
      FloatVector x2a = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
      s02 = d0a.fma(x2a, s02);
      FloatVector x3a = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
      s03 = d0a.fma(x3a, s03);
      FloatVector x4a = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
      s04 = d0a.fma(x4a, s04);
      dYi += LANES;
      xi += xColumn;
      if (left > 1) {
        FloatVector d0b = FloatVector.fromArray(FLOATS, dY, dYi);
        FloatVector x0b = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0b.fma(x0b, s00);
        FloatVector x1b = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0b.fma(x1b, s01);
        FloatVector x2b = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0b.fma(x2b, s02);
        FloatVector x3b = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0b.fma(x3b, s03);
        FloatVector x4b = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0b.fma(x4b, s04);
        dYi += LANES;
        xi += xColumn;
      }
      if (left > 2) {
        FloatVector d0c = FloatVector.fromArray(FLOATS, dY, dYi);
        FloatVector x0c = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0c.fma(x0c, s00);
        FloatVector x1c = FloatVector.fromArray(FLOATS, x, xi + LANES);
        s01 = d0c.fma(x1c, s01);
        FloatVector x2c = FloatVector.fromArray(FLOATS, x, xi + 2 * LANES);
        s02 = d0c.fma(x2c, s02);
        FloatVector x3c = FloatVector.fromArray(FLOATS, x, xi + 3 * LANES);
        s03 = d0c.fma(x3c, s03);
        FloatVector x4c = FloatVector.fromArray(FLOATS, x, xi + 4 * LANES);
        s04 = d0c.fma(x4c, s04);
        dYi += LANES;
        xi += xColumn;
      }
      left -= 3;
      if (left <= 0) {
        left = columns;
        dYi += dYRowJump;
        xi += xRowJump;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + LANES);
    s02.intoArray(sum, sumAt + 2 * LANES);
    s03.intoArray(sum, sumAt + 3 * LANES);
    s04.intoArray(sum, sumAt + 4 * LANES);
  }
}
