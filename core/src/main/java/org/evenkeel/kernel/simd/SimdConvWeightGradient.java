package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import org.evenkeel.kernel.ConvShape;

/// Weight gradient of convolution for one slab.
///
/// The weights of a few outputs × a few inputs are finished before the next: their sums, 16 lanes each, stay in the scratch array and so
/// in the first-level cache, and blocks of image rows pass by once for the whole kernel. A register tile is output channels ×
/// kernel columns where every position exists for every kernel column, and output channels × input channels where padding gives
/// each kernel column a range of positions of its own.
final class SimdConvWeightGradient {
  /// Floats of x and dY that one block of rows may touch, most of a 32 KB cache.
  private static final int BLOCK_FLOATS = 6500;

  private SimdConvWeightGradient() {}

  static void slab(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      int inFrom,
      int inTo,
      float[] part,
      int partFrom,
      float[] scratch) {
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    assert scratch.length >= (outTo - outFrom) * (inTo - inFrom) * kernel * LANES;
    boolean acrossColumns = shape.kernelWidth() >= 3 && everyColumnExists(shape);
    int xPlane = shape.height() * shape.width() * LANES;
    int dYPlane = shape.outHeight() * shape.outWidth() * LANES;
    int firstInput = outFrom / shape.groupOutputs() * shape.groupInputs();
    for (int i = inFrom; i < inTo; ) {
      int inputs = acrossColumns ? 1 : SimdConvWeightTiles.inputs(inTo - i);
      int vectors = acrossColumns ? SimdConvWeightTiles.columns(shape.kernelWidth()) : inputs;
      int xi = xAt + (firstInput + i) * xPlane;
      for (int o = outFrom; o < outTo; ) {
        int channels = SimdConvWeightTiles.channels(outTo - o, vectors);
        Arrays.fill(scratch, 0, channels * inputs * kernel * LANES, 0f);
        blocks(shape, x, xi, dY, dYAt + o * dYPlane, channels, inputs, acrossColumns, scratch);
        for (int channel = 0; channel < channels; channel++) {
          int partAt = partFrom + ((o - outFrom + channel) * (inTo - inFrom) + i - inFrom) * kernel;
          SimdConvLaneTree.sum(
              scratch, channel * inputs * kernel * LANES, inputs * kernel, lanes, part, partAt);
        }
        o += channels;
      }
      i += inputs;
    }
  }

  private static boolean everyColumnExists(ConvShape shape) {
    int last = (shape.outWidth() - 1) * shape.strideX() - shape.padLeft() + shape.kernelWidth();
    return shape.padLeft() == 0 && last <= shape.width();
  }

  /// Adds all positions to the sums of `channels` × `inputs` kernels.
  private static void blocks(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int channels,
      int inputs,
      boolean acrossColumns,
      float[] scratch) {
    int rowFloats =
        LANES * (shape.width() * shape.strideY() * inputs + shape.outWidth() * channels);
    int blockRows = Math.max(1, BLOCK_FLOATS / rowFloats);
    for (int row = 0; row < shape.outHeight(); row += blockRows) {
      int rowTo = Math.min(shape.outHeight(), row + blockRows);
      for (int ky = 0; ky < shape.kernelHeight(); ky++) {
        int top = ky - shape.padTop();
        int oyFrom = Math.max(row, firstOutput(top, shape.strideY()));
        int oyTo = Math.min(rowTo, outputs(top, shape.strideY(), shape.height()));
        if (oyFrom < oyTo) {
          int xi = xAt + (oyFrom * shape.strideY() + top) * shape.width() * LANES;
          int dYi = dYAt + oyFrom * shape.outWidth() * LANES;
          if (acrossColumns) {
            acrossColumns(shape, x, xi, dY, dYi, channels, ky, oyTo - oyFrom, scratch);
          } else {
            acrossInputs(shape, x, xi, dY, dYi, channels, inputs, ky, oyTo - oyFrom, scratch);
          }
        }
      }
    }
  }

  private static void acrossColumns(
      ConvShape shape,
      float[] x,
      int xi,
      float[] dY,
      int dYi,
      int channels,
      int ky,
      int rows,
      float[] scratch) {
    int kernelWidth = shape.kernelWidth();
    int kernel = shape.kernelHeight() * kernelWidth;
    int dYRow = shape.outWidth() * LANES;
    for (int kx = 0; kx < kernelWidth; ) {
      int vectors = SimdConvWeightTiles.columns(kernelWidth - kx);
      SimdConvWeightTiles.sums(
          channels,
          vectors,
          dY,
          dYi,
          shape.outHeight() * dYRow,
          x,
          xi + kx * LANES,
          LANES,
          scratch,
          (ky * kernelWidth + kx) * LANES,
          kernel * LANES,
          LANES,
          shape.outWidth(),
          shape.strideX() * LANES,
          rows,
          dYRow,
          shape.strideY() * shape.width() * LANES);
      kx += vectors;
    }
  }

  private static void acrossInputs(
      ConvShape shape,
      float[] x,
      int xi,
      float[] dY,
      int dYi,
      int channels,
      int inputs,
      int ky,
      int rows,
      float[] scratch) {
    int kernelWidth = shape.kernelWidth();
    int kernel = shape.kernelHeight() * kernelWidth;
    int strideX = shape.strideX();
    int dYRow = shape.outWidth() * LANES;
    int xRow = shape.width() * LANES;
    for (int kx = 0; kx < kernelWidth; kx++) {
      int left = kx - shape.padLeft();
      int oxFrom = firstOutput(left, strideX);
      int oxTo = Math.min(shape.outWidth(), outputs(left, strideX, shape.width()));
      if (oxFrom < oxTo) {
        SimdConvWeightTiles.sums(
            channels,
            inputs,
            dY,
            dYi + oxFrom * LANES,
            shape.outHeight() * dYRow,
            x,
            xi + (oxFrom * strideX + left) * LANES,
            shape.height() * xRow,
            scratch,
            (ky * kernelWidth + kx) * LANES,
            inputs * kernel * LANES,
            kernel * LANES,
            oxTo - oxFrom,
            strideX * LANES,
            rows,
            dYRow,
            shape.strideY() * xRow);
      }
    }
  }

  /// Returns the first output whose input position, `output * stride + shift`, is not negative.
  private static int firstOutput(int shift, int stride) {
    return shift >= 0 ? 0 : (stride - 1 - shift) / stride;
  }

  /// Returns the first output whose input position is `size` or more.
  private static int outputs(int shift, int stride, int size) {
    return size <= shift ? 0 : (size - shift + stride - 1) / stride;
  }
}
