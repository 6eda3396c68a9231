package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Register tiles of the weight gradient: `sum[channel, v] += Σ dY[channel, position] · x[position, v]` over positions.
///
/// `v` counts neighbouring kernel columns or neighbouring input channels, `xVector` apart. Positions are walked as
/// rows × columns; a column is 16 floats of dY and `xColumn` floats of x. The sums continue those in `sum`.
final class SimdConvWeightTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdConvWeightTiles() {}

  /// Adds to the sums of `channels` × `vectors` weights; the sizes are those that [#channels], [#columns] and [#inputs] hand out.
  static void sums(
      int channels,
      int vectors,
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    switch (10 * channels + vectors) {
      case 25 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          SimdConvWeightColumnTiles.sum2x5(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              sum,
              sumAt + lane,
              sumChannel,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 15 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          SimdConvWeightColumnTiles.sum1x5(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              sum,
              sumAt + lane,
              sumChannel,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 33 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum3x3(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 32 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum3x2(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 31 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum3x1(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 23 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum2x3(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 22 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum2x2(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 21 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum2x1(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 13 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum1x3(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 12 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum1x2(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      case 11 -> {
        for (int lane = 0; lane < LANES; lane += Species.LENGTH) {
          sum1x1(
              dY,
              dYAt + lane,
              dYChannel,
              x,
              xAt + lane,
              xVector,
              sum,
              sumAt + lane,
              sumChannel,
              sumVector,
              columns,
              xColumn,
              rows,
              dYRow,
              xRow);
        }
      }
      default -> throw new AssertionError(channels + " x " + vectors);
    }
  }

  /// Returns how many of `left` kernel columns the next tile takes: 5 where that leaves no single one, else at most 3.
  static int columns(int left) {
    return left == 5 || left >= 7 ? 5 : inputs(left);
  }

  /// Returns how many of `left` input channels the next tile takes, so that no single one is left over: 16 = 3 + 3 + 3 + 3 + 2 + 2.
  static int inputs(int left) {
    return left == 4 ? 2 : Math.min(left, 3);
  }

  /// Returns how many of `left` output channels the next tile takes beside `vectors` weights of each.
  static int channels(int left, int vectors) {
    return vectors == 5 ? Math.min(left, 2) : inputs(left);
  }

  /// 3 output channels, 3 weights of each: 9 sums.
  static void sum3x3(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 2 * sumVector);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    FloatVector s21 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel + sumVector);
    FloatVector s22 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel + 2 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        s21 = d2.fma(x1, s21);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        s22 = d2.fma(x2, s22);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
    s12.intoArray(sum, sumAt + sumChannel + 2 * sumVector);
    s20.intoArray(sum, sumAt + 2 * sumChannel);
    s21.intoArray(sum, sumAt + 2 * sumChannel + sumVector);
    s22.intoArray(sum, sumAt + 2 * sumChannel + 2 * sumVector);
  }

  /// 3 output channels, 2 weights of each: 6 sums.
  static void sum3x2(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    FloatVector s21 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel + sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        s21 = d2.fma(x1, s21);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
    s20.intoArray(sum, sumAt + 2 * sumChannel);
    s21.intoArray(sum, sumAt + 2 * sumChannel + sumVector);
  }

  /// 3 output channels, 1 weight of each: 3 sums.
  static void sum3x1(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s10.intoArray(sum, sumAt + sumChannel);
    s20.intoArray(sum, sumAt + 2 * sumChannel);
  }

  /// 2 output channels, 3 weights of each: 6 sums.
  static void sum2x3(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 2 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
    s12.intoArray(sum, sumAt + sumChannel + 2 * sumVector);
  }

  /// 2 output channels, 2 weights of each: 4 sums.
  static void sum2x2(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
  }

  /// 2 output channels, 1 weight of each: 2 sums.
  static void sum2x1(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s10.intoArray(sum, sumAt + sumChannel);
  }

  /// 1 output channel, 3 weights of each: 3 sums.
  static void sum1x3(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector);
        s02 = d0.fma(x2, s02);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
  }

  /// 1 output channel, 2 weights of each: 2 sums.
  static void sum1x2(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector);
        s01 = d0.fma(x1, s01);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
  }

  /// 1 output channel, 1 weight of each: 1 sum.
  static void sum1x1(
      float[] dY,
      int dYAt,
      int dYChannel,
      float[] x,
      int xAt,
      int xVector,
      float[] sum,
      int sumAt,
      int sumChannel,
      int sumVector,
      int columns,
      int xColumn,
      int rows,
      int dYRow,
      int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
        s00 = d0.fma(x0, s00);
        xi += xColumn;
      }
    }
    s00.intoArray(sum, sumAt);
  }
}
