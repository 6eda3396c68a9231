package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvShape;

/// Convolution forward, as weighted sums over the taps that exist at a position.
///
/// Neighbouring positions with the same taps form a run: the interior of a row is one run, every position on an edge its own.
final class SimdConvForward {
  private SimdConvForward() {}

  static void rows(
      ConvShape shape, float[] x, int xAt, float[] w, float[] bias, float[] y, int yAt, int rowFrom, int rowTo) {
    for (int oy = rowFrom; oy < rowTo; oy++) {
      for (int group = 0; group < shape.groups(); group++) {
        int end = (group + 1) * shape.groupOutputs();
        for (int o = group * shape.groupOutputs(); o < end; ) {
          int channels = SimdConvTiles.channels(end - o);
          row(shape, x, xAt, w, bias, y, yAt, oy, group * shape.groupInputs(), o, channels);
          o += channels;
        }
      }
    }
  }

  private static void row(
      ConvShape shape, float[] x, int xAt, float[] w, float[] bias, float[] y, int yAt,
      int oy, int firstInput, int o, int channels) {
    int kernelWidth = shape.kernelWidth();
    int kernel = kernelWidth * shape.kernelHeight();
    int xRow = shape.width() * LANES;
    int xPlane = shape.height() * xRow;
    int yPlane = shape.outHeight() * shape.outWidth() * LANES;
    int top = oy * shape.strideY() - shape.padTop();
    int kyFrom = Math.max(0, -top);
    int rows = Math.max(0, Math.min(shape.kernelHeight(), shape.height() - top) - kyFrom);
    int xi = xAt + firstInput * xPlane + (top + kyFrom) * xRow;
    int wi = o * shape.weightsPerOutput() + kyFrom * kernelWidth;
    int yi = yAt + o * yPlane + oy * shape.outWidth() * LANES;
    for (int ox = 0; ox < shape.outWidth(); ) {
      int left = ox * shape.strideX() - shape.padLeft();
      int kxFrom = Math.max(0, -left);
      int columns = Math.max(0, Math.min(kernelWidth, shape.width() - left) - kxFrom);
      int run = columns == kernelWidth && shape.strideX() == 1
          ? Math.min(shape.outWidth() - ox, shape.width() - kernelWidth - left + 1)
          : 1;
      SimdConvTiles.sums(
          channels, run, x, xi + (left + kxFrom) * LANES, w, wi + kxFrom, shape.weightsPerOutput(),
          bias, o, y, yi + ox * LANES, yPlane,
          columns, LANES, 1, rows, xRow, kernelWidth, shape.groupInputs(), xPlane, kernel);
      ox += run;
    }
  }
}
