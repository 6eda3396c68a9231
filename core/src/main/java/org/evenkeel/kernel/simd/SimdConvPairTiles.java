package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Weighted sums of two vectors for 4 to 6 channels: the register tiles that do most of the work of convolution.
///
/// Arguments as in [SimdConvTiles]. Two things look odd and are there for the compiler's register allocator, which has 16
/// registers to give. There is one loop instead of three nested ones: nested, it keeps a second copy of the sums outside the innermost
/// loop. A step takes three columns behind conditions: in one straight block it would move all loads to the front, where they
/// push sums out of registers; as a loop over single columns, counting costs more than it should.
final class SimdConvPairTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  private SimdConvPairTiles() {}

  /// 6 channels, 2 vectors: 12 sums.
  static void sum6x2(
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
    int left = columns;
    int row = rows;
    for (int step = planes * rows * ((columns + 2) / 3); step > 0; step--) {
      FloatVector x0a = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1a = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0a = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0a.fma(w0a, s00);
      s01 = x1a.fma(w0a, s01);
      FloatVector w1a = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0a.fma(w1a, s10);
      s11 = x1a.fma(w1a, s11);
      FloatVector w2a = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0a.fma(w2a, s20);
      s21 = x1a.fma(w2a, s21);
      FloatVector w3a = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0a.fma(w3a, s30);
      s31 = x1a.fma(w3a, s31);
      FloatVector w4a = FloatVector.broadcast(FLOATS, w[wi + 4]);
      s40 = x0a.fma(w4a, s40);
      s41 = x1a.fma(w4a, s41);
      FloatVector w5a = FloatVector.broadcast(FLOATS, w[wi + 5]);
      s50 = x0a.fma(w5a, s50);
      s51 = x1a.fma(w5a, s51);
      xi += xColumn;
      wi += wColumn;
      if (left > 1) {
        FloatVector x0b = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1b = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0b = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0b.fma(w0b, s00);
        s01 = x1b.fma(w0b, s01);
        FloatVector w1b = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0b.fma(w1b, s10);
        s11 = x1b.fma(w1b, s11);
        FloatVector w2b = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0b.fma(w2b, s20);
        s21 = x1b.fma(w2b, s21);
        FloatVector w3b = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0b.fma(w3b, s30);
        s31 = x1b.fma(w3b, s31);
        FloatVector w4b = FloatVector.broadcast(FLOATS, w[wi + 4]);
        s40 = x0b.fma(w4b, s40);
        s41 = x1b.fma(w4b, s41);
        FloatVector w5b = FloatVector.broadcast(FLOATS, w[wi + 5]);
        s50 = x0b.fma(w5b, s50);
        s51 = x1b.fma(w5b, s51);
        xi += xColumn;
        wi += wColumn;
      }
      if (left > 2) {
        FloatVector x0c = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1c = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0c = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0c.fma(w0c, s00);
        s01 = x1c.fma(w0c, s01);
        FloatVector w1c = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0c.fma(w1c, s10);
        s11 = x1c.fma(w1c, s11);
        FloatVector w2c = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0c.fma(w2c, s20);
        s21 = x1c.fma(w2c, s21);
        FloatVector w3c = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0c.fma(w3c, s30);
        s31 = x1c.fma(w3c, s31);
        FloatVector w4c = FloatVector.broadcast(FLOATS, w[wi + 4]);
        s40 = x0c.fma(w4c, s40);
        s41 = x1c.fma(w4c, s41);
        FloatVector w5c = FloatVector.broadcast(FLOATS, w[wi + 5]);
        s50 = x0c.fma(w5c, s50);
        s51 = x1c.fma(w5c, s51);
        xi += xColumn;
        wi += wColumn;
      }
      left -= 3;
      if (left <= 0) {
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
    s40.intoArray(y, yAt + 4 * yChannel);
    s41.intoArray(y, yAt + 4 * yChannel + LENGTH);
    s50.intoArray(y, yAt + 5 * yChannel);
    s51.intoArray(y, yAt + 5 * yChannel + LENGTH);
  }

  /// 5 channels, 2 vectors: 10 sums.
  static void sum5x2(
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
    int left = columns;
    int row = rows;
    for (int step = planes * rows * ((columns + 2) / 3); step > 0; step--) {
      FloatVector x0a = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1a = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0a = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0a.fma(w0a, s00);
      s01 = x1a.fma(w0a, s01);
      FloatVector w1a = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0a.fma(w1a, s10);
      s11 = x1a.fma(w1a, s11);
      FloatVector w2a = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0a.fma(w2a, s20);
      s21 = x1a.fma(w2a, s21);
      FloatVector w3a = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0a.fma(w3a, s30);
      s31 = x1a.fma(w3a, s31);
      FloatVector w4a = FloatVector.broadcast(FLOATS, w[wi + 4]);
      s40 = x0a.fma(w4a, s40);
      s41 = x1a.fma(w4a, s41);
      xi += xColumn;
      wi += wColumn;
      if (left > 1) {
        FloatVector x0b = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1b = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0b = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0b.fma(w0b, s00);
        s01 = x1b.fma(w0b, s01);
        FloatVector w1b = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0b.fma(w1b, s10);
        s11 = x1b.fma(w1b, s11);
        FloatVector w2b = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0b.fma(w2b, s20);
        s21 = x1b.fma(w2b, s21);
        FloatVector w3b = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0b.fma(w3b, s30);
        s31 = x1b.fma(w3b, s31);
        FloatVector w4b = FloatVector.broadcast(FLOATS, w[wi + 4]);
        s40 = x0b.fma(w4b, s40);
        s41 = x1b.fma(w4b, s41);
        xi += xColumn;
        wi += wColumn;
      }
      if (left > 2) {
        FloatVector x0c = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1c = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0c = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0c.fma(w0c, s00);
        s01 = x1c.fma(w0c, s01);
        FloatVector w1c = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0c.fma(w1c, s10);
        s11 = x1c.fma(w1c, s11);
        FloatVector w2c = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0c.fma(w2c, s20);
        s21 = x1c.fma(w2c, s21);
        FloatVector w3c = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0c.fma(w3c, s30);
        s31 = x1c.fma(w3c, s31);
        FloatVector w4c = FloatVector.broadcast(FLOATS, w[wi + 4]);
        s40 = x0c.fma(w4c, s40);
        s41 = x1c.fma(w4c, s41);
        xi += xColumn;
        wi += wColumn;
      }
      left -= 3;
      if (left <= 0) {
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
    s40.intoArray(y, yAt + 4 * yChannel);
    s41.intoArray(y, yAt + 4 * yChannel + LENGTH);
  }

  /// 4 channels, 2 vectors: 8 sums.
  static void sum4x2(
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
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s31 = s30;
    int xRowJump = xRow - columns * xColumn;
    int wRowJump = wRow - columns * wColumn;
    int xPlaneJump = xPlane - rows * xRow;
    int wPlaneJump = wPlane - rows * wRow;
    int xi = xAt;
    int wi = wAt;
    int left = columns;
    int row = rows;
    for (int step = planes * rows * ((columns + 2) / 3); step > 0; step--) {
      FloatVector x0a = FloatVector.fromArray(FLOATS, x, xi);
      FloatVector x1a = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
      FloatVector w0a = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0a.fma(w0a, s00);
      s01 = x1a.fma(w0a, s01);
      FloatVector w1a = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0a.fma(w1a, s10);
      s11 = x1a.fma(w1a, s11);
      FloatVector w2a = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0a.fma(w2a, s20);
      s21 = x1a.fma(w2a, s21);
      FloatVector w3a = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0a.fma(w3a, s30);
      s31 = x1a.fma(w3a, s31);
      xi += xColumn;
      wi += wColumn;
      if (left > 1) {
        FloatVector x0b = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1b = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0b = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0b.fma(w0b, s00);
        s01 = x1b.fma(w0b, s01);
        FloatVector w1b = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0b.fma(w1b, s10);
        s11 = x1b.fma(w1b, s11);
        FloatVector w2b = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0b.fma(w2b, s20);
        s21 = x1b.fma(w2b, s21);
        FloatVector w3b = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0b.fma(w3b, s30);
        s31 = x1b.fma(w3b, s31);
        xi += xColumn;
        wi += wColumn;
      }
      if (left > 2) {
        FloatVector x0c = FloatVector.fromArray(FLOATS, x, xi);
        FloatVector x1c = FloatVector.fromArray(FLOATS, x, xi + LENGTH);
        FloatVector w0c = FloatVector.broadcast(FLOATS, w[wi]);
        s00 = x0c.fma(w0c, s00);
        s01 = x1c.fma(w0c, s01);
        FloatVector w1c = FloatVector.broadcast(FLOATS, w[wi + 1]);
        s10 = x0c.fma(w1c, s10);
        s11 = x1c.fma(w1c, s11);
        FloatVector w2c = FloatVector.broadcast(FLOATS, w[wi + 2]);
        s20 = x0c.fma(w2c, s20);
        s21 = x1c.fma(w2c, s21);
        FloatVector w3c = FloatVector.broadcast(FLOATS, w[wi + 3]);
        s30 = x0c.fma(w3c, s30);
        s31 = x1c.fma(w3c, s31);
        xi += xColumn;
        wi += wColumn;
      }
      left -= 3;
      if (left <= 0) {
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
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + LENGTH);
  }
}
