package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Weighted sums of one vector, what is left over of a run.
///
/// Arguments as in [SimdConvTiles]; one loop instead of three as in [SimdConvPairTiles].
final class SimdConvSingleTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdConvSingleTiles() {}

  /// 6 channels, 1 vector: 6 sums.
  static void sum6x1(
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
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 4]);
    FloatVector s50 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 5]);
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0.fma(w3, s30);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wi + 4]);
      s40 = x0.fma(w4, s40);
      FloatVector w5 = FloatVector.broadcast(FLOATS, w[wi + 5]);
      s50 = x0.fma(w5, s50);
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
    s10.intoArray(y, yAt + yChannel);
    s20.intoArray(y, yAt + 2 * yChannel);
    s30.intoArray(y, yAt + 3 * yChannel);
    s40.intoArray(y, yAt + 4 * yChannel);
    s50.intoArray(y, yAt + 5 * yChannel);
  }

  /// 5 channels, 1 vector: 5 sums.
  static void sum5x1(
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
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 4]);
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0.fma(w3, s30);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wi + 4]);
      s40 = x0.fma(w4, s40);
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
    s10.intoArray(y, yAt + yChannel);
    s20.intoArray(y, yAt + 2 * yChannel);
    s30.intoArray(y, yAt + 3 * yChannel);
    s40.intoArray(y, yAt + 4 * yChannel);
  }

  /// 4 channels, 1 vector: 4 sums.
  static void sum4x1(
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
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 3]);
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wi + 3]);
      s30 = x0.fma(w3, s30);
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
    s10.intoArray(y, yAt + yChannel);
    s20.intoArray(y, yAt + 2 * yChannel);
    s30.intoArray(y, yAt + 3 * yChannel);
  }

  /// 3 channels, 1 vector: 3 sums.
  static void sum3x1(
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
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 2]);
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wi + 2]);
      s20 = x0.fma(w2, s20);
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
    s10.intoArray(y, yAt + yChannel);
    s20.intoArray(y, yAt + 2 * yChannel);
  }

  /// 2 channels, 1 vector: 2 sums.
  static void sum2x1(
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
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[channel + 1]);
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wi + 1]);
      s10 = x0.fma(w1, s10);
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
    s10.intoArray(y, yAt + yChannel);
  }

  /// 1 channel, 1 vector: 1 sum.
  static void sum1x1(
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
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wi]);
      s00 = x0.fma(w0, s00);
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
  }
}
