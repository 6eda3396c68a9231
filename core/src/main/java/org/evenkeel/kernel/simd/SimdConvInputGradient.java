package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvShape;

/// Input gradient of convolution, as weighted sums over the outputs that a position contributed to.
///
/// The kernel is walked forwards, dY therefore backwards; with a stride only every stride-th tap meets an output.
final class SimdConvInputGradient {
  private static final float[] NO_BIAS = {};

  private SimdConvInputGradient() {}

  /// Interleaves the weights of each tile's channels, tile by tile.
  static void prepare(ConvShape shape, float[] w, float[] prepared) {
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    int planes = shape.groupOutputs();
    for (int group = 0; group < shape.groups(); group++) {
      for (int i = 0; i < shape.groupInputs(); ) {
        int channels = SimdConvTiles.channels(shape.groupInputs() - i);
        int wAt = group * planes * shape.weightsPerOutput() + i * kernel;
        SimdConvPacking.pack(
            channels,
            w,
            wAt,
            kernel,
            planes,
            shape.weightsPerOutput(),
            kernel,
            prepared,
            (group * shape.groupInputs() + i) * planes * kernel);
        i += channels;
      }
    }
  }

  static void rows(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] prepared,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo) {
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    int planes = shape.groupOutputs();
    for (int group = 0; group < shape.groups(); group++) {
      for (int i = 0; i < shape.groupInputs(); ) {
        int channels = SimdConvTiles.channels(shape.groupInputs() - i);
        int weightsAt = (group * shape.groupInputs() + i) * planes * kernel;
        for (int iy = rowFrom; iy < rowTo; iy++) {
          row(shape, dY, dYAt, prepared, weightsAt, dX, dXAt, iy, group, i, channels);
        }
        i += channels;
      }
    }
  }

  private static void row(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] prepared,
      int weightsAt,
      float[] dX,
      int dXAt,
      int iy,
      int group,
      int i,
      int channels) {
    int strideX = shape.strideX();
    int strideY = shape.strideY();
    int kernelWidth = shape.kernelWidth();
    int kernel = kernelWidth * shape.kernelHeight();
    int dYRow = shape.outWidth() * LANES;
    int dYPlane = shape.outHeight() * dYRow;
    int dXPlane = shape.height() * shape.width() * LANES;
    int reachY = iy + shape.padTop();
    int kyFrom = firstTap(reachY, strideY, shape.outHeight());
    int rows = taps(kyFrom, Math.min(shape.kernelHeight(), reachY + 1), strideY);
    int firstOutput = group * shape.groupOutputs();
    int dYi = dYAt + firstOutput * dYPlane + (reachY - kyFrom) / strideY * dYRow;
    int dXi = dXAt + (group * shape.groupInputs() + i) * dXPlane + iy * shape.width() * LANES;
    for (int ix = 0; ix < shape.width(); ) {
      int reachX = ix + shape.padLeft();
      int kxFrom = firstTap(reachX, strideX, shape.outWidth());
      int columns = taps(kxFrom, Math.min(kernelWidth, reachX + 1), strideX);
      int run =
          columns == kernelWidth && strideX == 1
              ? Math.min(shape.width() - ix, shape.outWidth() - reachX)
              : 1;
      SimdConvTiles.sums(
          channels,
          run,
          dY,
          dYi + (reachX - kxFrom) / strideX * LANES,
          prepared,
          weightsAt + channels * (kyFrom * kernelWidth + kxFrom),
          NO_BIAS,
          0,
          dX,
          dXi + ix * LANES,
          dXPlane,
          columns,
          -LANES,
          channels * strideX,
          rows,
          -dYRow,
          channels * strideY * kernelWidth,
          shape.groupOutputs(),
          dYPlane,
          channels * kernel);
      ix += run;
    }
  }

  /// Returns the first tap whose output, `(reach - tap) / stride`, is below `outputs`; it may lie beyond the kernel.
  private static int firstTap(int reach, int stride, int outputs) {
    return Math.max(reach % stride, reach - (outputs - 1) * stride);
  }

  private static int taps(int from, int to, int stride) {
    return to <= from ? 0 : (to - from + stride - 1) / stride;
  }
}
