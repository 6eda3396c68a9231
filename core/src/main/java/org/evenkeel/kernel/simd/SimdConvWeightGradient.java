package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import org.evenkeel.kernel.ConvShape;

/// Weight gradient of convolution for one slab.
///
/// Sums of 16 lanes per weight live in the scratch array; a register tile takes a few of them over a block of image rows that stays
/// in the first-level cache. A tile is output channels × kernel columns where all positions exist for every kernel column, and
/// output channels × input channels where padding gives each kernel column a range of positions of its own.
final class SimdConvWeightGradient {
  /// Floats of x and dY that one block of rows may touch, most of a 32 KB cache.
  private static final int BLOCK_FLOATS = 6500;

  private SimdConvWeightGradient() {}

  static void slab(
      ConvShape shape, float[] x, int xAt, float[] dY, int dYAt, int lanes,
      int outFrom, int outTo, int inFrom, int inTo, float[] part, float[] scratch) {
    int weights = (outTo - outFrom) * (inTo - inFrom) * shape.kernelHeight() * shape.kernelWidth();
    assert scratch.length >= weights * LANES;
    Arrays.fill(scratch, 0, weights * LANES, 0f);
    boolean acrossColumns = shape.kernelWidth() >= 3 && everyColumnExists(shape);
    int inputsAtOnce = acrossColumns ? 1 : Math.min(inTo - inFrom, 3);
    int rowFloats =
        LANES * (shape.width() * shape.strideY() * inputsAtOnce + shape.outWidth() * Math.min(outTo - outFrom, 3));
    int blockRows = Math.max(1, BLOCK_FLOATS / rowFloats);
    for (int row = 0; row < shape.outHeight(); row += blockRows) {
      int rowTo = Math.min(shape.outHeight(), row + blockRows);
      if (acrossColumns) {
        acrossColumns(shape, x, xAt, dY, dYAt, outFrom, outTo, inFrom, inTo, row, rowTo, scratch);
      } else {
        acrossInputs(shape, x, xAt, dY, dYAt, outFrom, outTo, inFrom, inTo, row, rowTo, scratch);
      }
    }
    SimdConvLaneTree.sum(scratch, weights, lanes, part);
  }

  private static boolean everyColumnExists(ConvShape shape) {
    int last = (shape.outWidth() - 1) * shape.strideX() - shape.padLeft() + shape.kernelWidth();
    return shape.padLeft() == 0 && last <= shape.width();
  }

  private static void acrossColumns(
      ConvShape shape, float[] x, int xAt, float[] dY, int dYAt,
      int outFrom, int outTo, int inFrom, int inTo, int rowFrom, int rowTo, float[] scratch) {
    for (int kx = 0; kx < shape.kernelWidth(); ) {
      int vectors = SimdConvWeightTiles.columns(shape.kernelWidth() - kx);
      for (int o = outFrom; o < outTo; ) {
        int channels = SimdConvWeightTiles.channels(outTo - o, vectors);
        for (int i = inFrom; i < inTo; i++) {
          for (int ky = 0; ky < shape.kernelHeight(); ky++) {
            tile(
                shape, x, xAt, LANES, dY, dYAt, channels, vectors, o, outFrom, i, inFrom, inTo, ky, kx,
                LANES, rowFrom, rowTo, scratch);
          }
        }
        o += channels;
      }
      kx += vectors;
    }
  }

  private static void acrossInputs(
      ConvShape shape, float[] x, int xAt, float[] dY, int dYAt,
      int outFrom, int outTo, int inFrom, int inTo, int rowFrom, int rowTo, float[] scratch) {
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    int xPlane = shape.height() * shape.width() * LANES;
    for (int i = inFrom; i < inTo; ) {
      int vectors = SimdConvWeightTiles.inputs(inTo - i);
      for (int o = outFrom; o < outTo; ) {
        int channels = SimdConvWeightTiles.channels(outTo - o, vectors);
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
          for (int kx = 0; kx < shape.kernelWidth(); kx++) {
            tile(
                shape, x, xAt, xPlane, dY, dYAt, channels, vectors, o, outFrom, i, inFrom, inTo, ky, kx,
                kernel * LANES, rowFrom, rowTo, scratch);
          }
        }
        o += channels;
      }
      i += vectors;
    }
  }

  /// Adds the positions of a block of rows to the sums of one tile, whose first weight is (o, i, ky, kx).
  private static void tile(
      ConvShape shape, float[] x, int xAt, int xVector, float[] dY, int dYAt, int channels, int vectors,
      int o, int outFrom, int i, int inFrom, int inTo, int ky, int kx, int sumVector,
      int rowFrom, int rowTo, float[] scratch) {
    int top = ky - shape.padTop();
    int left = kx - shape.padLeft();
    int oyFrom = Math.max(rowFrom, firstOutput(top, shape.strideY()));
    int oyTo = Math.min(rowTo, outputs(top, shape.strideY(), shape.height()));
    int oxFrom = firstOutput(left, shape.strideX());
    int oxTo = Math.min(shape.outWidth(), outputs(left, shape.strideX(), shape.width()));
    if (oyFrom >= oyTo || oxFrom >= oxTo) {
      return;
    }
    int width = shape.width();
    int input = o / shape.groupOutputs() * shape.groupInputs() + i;
    int iy = oyFrom * shape.strideY() + top;
    int ix = oxFrom * shape.strideX() + left;
    int xi = xAt + ((input * shape.height() + iy) * width + ix) * LANES;
    int dYi = dYAt + ((o * shape.outHeight() + oyFrom) * shape.outWidth() + oxFrom) * LANES;
    int kernelWidth = shape.kernelWidth();
    int weight = (((o - outFrom) * (inTo - inFrom) + i - inFrom) * shape.kernelHeight() + ky) * kernelWidth + kx;
    SimdConvWeightTiles.sums(
        channels, vectors, dY, dYi, shape.outHeight() * shape.outWidth() * LANES, x, xi, xVector,
        scratch, weight * LANES, (inTo - inFrom) * shape.kernelHeight() * kernelWidth * LANES, sumVector,
        oxTo - oxFrom, shape.strideX() * LANES, oyTo - oyFrom,
        shape.outWidth() * LANES, shape.strideY() * width * LANES);
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
