package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Weighted sums for 1 to 3 channels, with more vectors where a run of positions offers them.
///
/// Arguments as in [SimdConvTiles]; one loop instead of three as in [SimdConvPairTiles].
final class SimdConvNarrowTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  private SimdConvNarrowTiles() {}

  /// 3 channels, 3 vectors: 9 sums.
  static void sum3x3(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    FloatVector s22 = s20;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      s02 = x2.fma(w0, s02);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      s12 = x2.fma(w1, s12);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      s22 = x2.fma(w2, s22);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s02.intoArray(y, yAt + 2 * LENGTH);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + LENGTH);
    s12.intoArray(y, yAt + yChannel + 2 * LENGTH);
    s20.intoArray(y, yAt + 2 * yChannel);
    s21.intoArray(y, yAt + 2 * yChannel + LENGTH);
    s22.intoArray(y, yAt + 2 * yChannel + 2 * LENGTH);
  }

  /// 3 channels, 2 vectors: 6 sums.
  static void sum3x2(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + LENGTH);
    s20.intoArray(y, yAt + 2 * yChannel);
    s21.intoArray(y, yAt + 2 * yChannel + LENGTH);
  }

  /// 2 channels, 4 vectors: 8 sums.
  static void sum2x4(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s12 = s10;
    FloatVector s13 = s10;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LENGTH);
      FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      s02 = x2.fma(w0, s02);
      s03 = x3.fma(w0, s03);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      s12 = x2.fma(w1, s12);
      s13 = x3.fma(w1, s13);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s02.intoArray(y, yAt + 2 * LENGTH);
    s03.intoArray(y, yAt + 3 * LENGTH);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + LENGTH);
    s12.intoArray(y, yAt + yChannel + 2 * LENGTH);
    s13.intoArray(y, yAt + yChannel + 3 * LENGTH);
  }

  /// 2 channels, 2 vectors: 4 sums.
  static void sum2x2(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + LENGTH);
  }

  /// 1 channel, 6 vectors: 6 sums.
  static void sum1x6(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s04 = s00;
    FloatVector s05 = s00;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, xi + 2 * LENGTH);
      FloatVector x3 = FloatVector.fromArray(FLOATS, x, xi + 3 * LENGTH);
      FloatVector x4 = FloatVector.fromArray(FLOATS, x, xi + 4 * LENGTH);
      FloatVector x5 = FloatVector.fromArray(FLOATS, x, xi + 5 * LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      s02 = x2.fma(w0, s02);
      s03 = x3.fma(w0, s03);
      s04 = x4.fma(w0, s04);
      s05 = x5.fma(w0, s05);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
    s02.intoArray(y, yAt + 2 * LENGTH);
    s03.intoArray(y, yAt + 3 * LENGTH);
    s04.intoArray(y, yAt + 4 * LENGTH);
    s05.intoArray(y, yAt + 5 * LENGTH);
  }

  /// 1 channel, 2 vectors: 2 sums.
  static void sum1x2(
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * columns; step > 0; step--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      xi += xColumn;
      wi += wColumn;
      if (--left == 0) {
        left = columns;
        xi += xRowJump;
        wi += wRowJump;
        if (--row == 0) {
          row = rows;
          xi += xPlaneJump;
          wi += wPlaneJump;
        }
      }
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + LENGTH);
  }
}
