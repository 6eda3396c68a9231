package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Weighted sums of two vectors: the register tiles of convolution, its input gradient and the dense layers.
///
/// All compute y[channel, v] = bias[channel] + Σ w[channel, term] · x[term, v] for a few channels and a few neighbouring
/// vectors, term by term. Terms are walked as planes × rows × columns with a step in x and in w for each; see
/// [SimdConvTiles] for the arguments. One loop, not three: with three the register allocator keeps a second copy of the
/// sums outside the innermost one and spills.
final class SimdConvPairTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  private SimdConvPairTiles() {}

  /// 6 channels, 2 vectors: 12 sums.
  static void sum6x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s31 = s30;
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 4]);
    FloatVector s41 = s40;
    FloatVector s50 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 5]);
    FloatVector s51 = s50;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + wChannel]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2 * wChannel]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3 * wChannel]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wi + 4 * wChannel]);
      s40 = x0.fma(w4, s40);
      s41 = x1.fma(w4, s41);
      FloatVector w5 = FloatVector.broadcast(FLOATS, w[wi + 5 * wChannel]);
      s50 = x0.fma(w5, s50);
      s51 = x1.fma(w5, s51);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
    s40.intoArray(y, yAt + 4 * yChannel);
    s41.intoArray(y, yAt + 4 * yChannel + LENGTH);
    s50.intoArray(y, yAt + 5 * yChannel);
    s51.intoArray(y, yAt + 5 * yChannel + LENGTH);
  }

  /// 5 channels, 2 vectors: 10 sums.
  static void sum5x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s31 = s30;
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 4]);
    FloatVector s41 = s40;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + wChannel]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2 * wChannel]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3 * wChannel]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wi + 4 * wChannel]);
      s40 = x0.fma(w4, s40);
      s41 = x1.fma(w4, s41);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
    s40.intoArray(y, yAt + 4 * yChannel);
    s41.intoArray(y, yAt + 4 * yChannel + LENGTH);
  }

  /// 4 channels, 2 vectors: 8 sums.
  static void sum4x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s31 = s30;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + wChannel]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2 * wChannel]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3 * wChannel]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
  }

  /// 3 channels, 2 vectors: 6 sums.
  static void sum3x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
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
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + wChannel]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2 * wChannel]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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

  /// 2 channels, 2 vectors: 4 sums.
  static void sum2x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
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
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + wChannel]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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

  /// 1 channel, 2 vectors: 2 sums.
  static void sum1x2(
      float[] x, int xAt, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel]);
    FloatVector s01 = s00;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int column = columns;
    int row = rows;
    for (int term = planes * rows * columns; term > 0; term--) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      xi += xColumn;
      wi += wColumn;
      if (--column == 0) {
        column = columns;
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
