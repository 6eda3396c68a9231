package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvShape;

/// Convolution forward, as weighted sums over the taps that exist at a position.
///
/// Neighbouring positions with the same taps form a run: the interior of a row is one run, every position on an edge its own.
final class SimdConvForward {
  private SimdConvForward() {}

  /// Interleaves the weights of each tile's channels, tile by tile.
  static void prepare(ConvShape shape, float[] w, float[] prepared) {
    int terms = shape.weightsPerOutput();
    for (int group = 0; group < shape.groups(); group++) {
      int end = (group + 1) * shape.groupOutputs();
      for (int o = group * shape.groupOutputs(); o < end; ) {
        int channels = channels(shape, end - o);
        SimdConvPacking.pack(channels, w, o * terms, terms, 1, 0, terms, prepared, o * terms);
        o += channels;
      }
    }
  }

  private static int channels(ConvShape shape, int left) {
    return shape.groupInputs() == 1
        ? SimdConvTiles.planeChannels(left)
        : SimdConvTiles.channels(left);
  }

  static void rows(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo) {
    int terms = shape.weightsPerOutput();
    for (int group = 0; group < shape.groups(); group++) {
      int end = (group + 1) * shape.groupOutputs();
      int firstInput = group * shape.groupInputs();
      for (int o = group * shape.groupOutputs(); o < end; ) {
        int channels = channels(shape, end - o);
        for (int oy = rowFrom; oy < rowTo; oy++) {
          row(shape, x, xAt, prepared, o * terms, bias, y, yAt, oy, firstInput, o, channels);
        }
        o += channels;
      }
    }
  }

  private static void row(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      int weightsAt,
      float[] bias,
      float[] y,
      int yAt,
      int oy,
      int firstInput,
      int o,
      int channels) {
    int kernelWidth = shape.kernelWidth();
    int kernel = kernelWidth * shape.kernelHeight();
    int xRow = shape.width() * LANES;
    int xPlane = shape.height() * xRow;
    int yPlane = shape.outHeight() * shape.outWidth() * LANES;
    int top = oy * shape.strideY() - shape.padTop();
    int kyFrom = Math.max(0, -top);
    int rows = Math.max(0, Math.min(shape.kernelHeight(), shape.height() - top) - kyFrom);
    int xi = xAt + firstInput * xPlane + (top + kyFrom) * xRow;
    int yi = yAt + o * yPlane + oy * shape.outWidth() * LANES;
    for (int ox = 0; ox < shape.outWidth(); ) {
      int left = ox * shape.strideX() - shape.padLeft();
      int kxFrom = Math.max(0, -left);
      int columns = Math.max(0, Math.min(kernelWidth, shape.width() - left) - kxFrom);
      int run =
          columns == kernelWidth && shape.strideX() == 1
              ? Math.min(shape.outWidth() - ox, shape.width() - kernelWidth - left + 1)
              : 1;
      SimdConvTiles.sums(
          channels,
          run,
          x,
          xi + (left + kxFrom) * LANES,
          prepared,
          weightsAt + channels * (kyFrom * kernelWidth + kxFrom),
          bias,
          o,
          y,
          yi + ox * LANES,
          yPlane,
          columns,
          LANES,
          channels,
          rows,
          xRow,
          channels * kernelWidth,
          shape.groupInputs(),
          xPlane,
          channels * kernel);
      ox += run;
    }
  }
}
