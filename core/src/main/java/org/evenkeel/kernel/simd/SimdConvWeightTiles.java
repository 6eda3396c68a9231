package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Slab;

/// Register tiles of the weight gradient: sum[channel, v] += Σ over positions of dY[channel, position] · x[position, v].
///
/// `v` counts neighbouring kernel columns or neighbouring input channels, `xVector` apart. Positions are walked as
/// rows × columns, 16 floats of dY and of x from column to column. The sums continue those in `sum`.
final class SimdConvWeightTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdConvWeightTiles() {}

  /// Adds to the sums of `channels` × `vectors` weights; the sizes are those that [#channels] and [#vectors] hand out.
  static void sums(
      int channels, int vectors, float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector,
      float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    for (int lane = 0; lane < Slab.LANES; lane += Species.LENGTH) {
      tile(
          channels, vectors, dY, dYAt + lane, dYChannel, x, xAt + lane, xVector,
          sum, sumAt + lane, sumChannel, sumVector, columns, rows, dYRow, xRow);
    }
  }

  /// Returns how many of `left` neighbouring weights the next tile takes: 5, 3 or 1.
  static int vectors(int left) {
    return left == 5 || left >= 8 ? 5 : left >= 3 ? 3 : 1;
  }

  /// Returns how many of `left` output channels the next tile takes beside `vectors` weights of each.
  static int channels(int left, int vectors) {
    int most = vectors == 5 ? 2 : 4;
    int tiles = (left + most - 1) / most;
    return (left + tiles - 1) / tiles;
  }

  private static void tile(
      int channels, int vectors, float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector,
      float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    switch (10 * channels + vectors) {
      case 25 ->
          sum2x5(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 15 ->
          sum1x5(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 43 ->
          sum4x3(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 33 ->
          sum3x3(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 23 ->
          sum2x3(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 13 ->
          sum1x3(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 41 ->
          sum4x1(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 31 ->
          sum3x1(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      case 21 ->
          sum2x1(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
      default ->
          sum1x1(
              dY, dYAt, dYChannel, x, xAt, xVector, sum, sumAt, sumChannel, sumVector,
              columns, rows, dYRow, xRow);
    }
  }

  /// 2 output channels, 5 weights of each: 10 sums.
  static void sum2x5(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumVector);
    FloatVector s04 = FloatVector.fromArray(FLOATS, sum, sumAt + 4 * sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 2 * sumVector);
    FloatVector s13 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 3 * sumVector);
    FloatVector s14 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 4 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * xVector + column * Slab.LANES);
        s03 = d0.fma(x3, s03);
        s13 = d1.fma(x3, s13);
        FloatVector x4 = FloatVector.fromArray(FLOATS, x, xi + 4 * xVector + column * Slab.LANES);
        s04 = d0.fma(x4, s04);
        s14 = d1.fma(x4, s14);
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
    s03.intoArray(sum, sumAt + 3 * sumVector);
    s04.intoArray(sum, sumAt + 4 * sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
    s12.intoArray(sum, sumAt + sumChannel + 2 * sumVector);
    s13.intoArray(sum, sumAt + sumChannel + 3 * sumVector);
    s14.intoArray(sum, sumAt + sumChannel + 4 * sumVector);
  }

  /// 1 output channel, 5 weights of each: 5 sums.
  static void sum1x5(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    FloatVector s03 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumVector);
    FloatVector s04 = FloatVector.fromArray(FLOATS, sum, sumAt + 4 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * xVector + column * Slab.LANES);
        s03 = d0.fma(x3, s03);
        FloatVector x4 = FloatVector.fromArray(FLOATS, x, xi + 4 * xVector + column * Slab.LANES);
        s04 = d0.fma(x4, s04);
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
    s03.intoArray(sum, sumAt + 3 * sumVector);
    s04.intoArray(sum, sumAt + 4 * sumVector);
  }

  /// 4 output channels, 3 weights of each: 12 sums.
  static void sum4x3(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s11 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + sumVector);
    FloatVector s12 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel + 2 * sumVector);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    FloatVector s21 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel + sumVector);
    FloatVector s22 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel + 2 * sumVector);
    FloatVector s30 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumChannel);
    FloatVector s31 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumChannel + sumVector);
    FloatVector s32 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumChannel + 2 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * Slab.LANES);
        FloatVector d3 = FloatVector.fromArray(FLOATS, dY, dYi + 3 * dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        s30 = d3.fma(x0, s30);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        s21 = d2.fma(x1, s21);
        s31 = d3.fma(x1, s31);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        s22 = d2.fma(x2, s22);
        s32 = d3.fma(x2, s32);
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
    s30.intoArray(sum, sumAt + 3 * sumChannel);
    s31.intoArray(sum, sumAt + 3 * sumChannel + sumVector);
    s32.intoArray(sum, sumAt + 3 * sumChannel + 2 * sumVector);
  }

  /// 3 output channels, 3 weights of each: 9 sums.
  static void sum3x3(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
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
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        s21 = d2.fma(x1, s21);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
        s22 = d2.fma(x2, s22);
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

  /// 2 output channels, 3 weights of each: 6 sums.
  static void sum2x3(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
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
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        s11 = d1.fma(x1, s11);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
        s12 = d1.fma(x2, s12);
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
    s10.intoArray(sum, sumAt + sumChannel);
    s11.intoArray(sum, sumAt + sumChannel + sumVector);
    s12.intoArray(sum, sumAt + sumChannel + 2 * sumVector);
  }

  /// 1 output channel, 3 weights of each: 3 sums.
  static void sum1x3(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s01 = FloatVector.fromArray(FLOATS, sum, sumAt + sumVector);
    FloatVector s02 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumVector);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + xVector + column * Slab.LANES);
        s01 = d0.fma(x1, s01);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * xVector + column * Slab.LANES);
        s02 = d0.fma(x2, s02);
      }
    }
    s00.intoArray(sum, sumAt);
    s01.intoArray(sum, sumAt + sumVector);
    s02.intoArray(sum, sumAt + 2 * sumVector);
  }

  /// 4 output channels, 1 weight of each: 4 sums.
  static void sum4x1(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    FloatVector s30 = FloatVector.fromArray(FLOATS, sum, sumAt + 3 * sumChannel);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * Slab.LANES);
        FloatVector d3 = FloatVector.fromArray(FLOATS, dY, dYi + 3 * dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
        s30 = d3.fma(x0, s30);
      }
    }
    s00.intoArray(sum, sumAt);
    s10.intoArray(sum, sumAt + sumChannel);
    s20.intoArray(sum, sumAt + 2 * sumChannel);
    s30.intoArray(sum, sumAt + 3 * sumChannel);
  }

  /// 3 output channels, 1 weight of each: 3 sums.
  static void sum3x1(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    FloatVector s20 = FloatVector.fromArray(FLOATS, sum, sumAt + 2 * sumChannel);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, dY, dYi + 2 * dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
        s20 = d2.fma(x0, s20);
      }
    }
    s00.intoArray(sum, sumAt);
    s10.intoArray(sum, sumAt + sumChannel);
    s20.intoArray(sum, sumAt + 2 * sumChannel);
  }

  /// 2 output channels, 1 weight of each: 2 sums.
  static void sum2x1(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    FloatVector s10 = FloatVector.fromArray(FLOATS, sum, sumAt + sumChannel);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, dY, dYi + dYChannel + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
        s10 = d1.fma(x0, s10);
      }
    }
    s00.intoArray(sum, sumAt);
    s10.intoArray(sum, sumAt + sumChannel);
  }

  /// 1 output channel, 1 weight of each: 1 sum.
  static void sum1x1(
      float[] dY, int dYAt, int dYChannel, float[] x, int xAt, int xVector, float[] sum, int sumAt, int sumChannel, int sumVector,
      int columns, int rows, int dYRow, int xRow) {
    FloatVector s00 = FloatVector.fromArray(FLOATS, sum, sumAt);
    for (int row = 0; row < rows; row++) {
      int dYi = dYAt + row * dYRow;
      int xi = xAt + row * xRow;
      for (int column = 0; column < columns; column++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, dY, dYi + column * Slab.LANES);
        FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi + column * Slab.LANES);
        s00 = d0.fma(x0, s00);
      }
    }
    s00.intoArray(sum, sumAt);
  }
}
