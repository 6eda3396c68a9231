package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Weight gradient of a convolution in Winograd's form, for one slab.
///
/// Here the lanes of a vector are outputs: dY is written with outputs as neighbours before it is mapped, and a sum runs over the tiles and
/// examples of a row, without a sum over lanes at its end. Scratch: one row of x with its padding; one row of dY, (column, example,
/// output); mapped rows of dY, (row, tile, example, point, output) for 16 outputs, and of x, (point, row, input, tile, example).
final class SimdWinogradWeights {
  /// Floats of mapped rows of one block, 384 KB.
  private static final int BLOCK_FLOATS = 96 << 10;

  /// Rows of dY mapped at a time.
  private static final int PART_ROWS = 4;

  private SimdWinogradWeights() {}

  static int scratch(ConvShape shape) {
    return SimdWinograd.rowEnd(shape)
        + gradientRow(shape)
        + PART_ROWS * mappedRow(shape)
        + SimdWinograd.mapped(
            shape, blockRows(shape) + shape.kernelHeight() - 1, shape.groupInputs());
  }

  /// Returns the floats of one row of dY, 16 outputs as neighbours.
  private static int gradientRow(ConvShape shape) {
    return Winograd.tiles(shape) * Winograd.TILE * LANES * LANES;
  }

  /// Returns the floats of one mapped row of dY.
  private static int mappedRow(ConvShape shape) {
    return Winograd.tiles(shape) * LANES * SimdWinograd.tile(shape);
  }

  private static int blockRows(ConvShape shape) {
    int x = SimdWinograd.mappedRow(shape, shape.groupInputs());
    int left = BLOCK_FLOATS - (shape.kernelHeight() - 1) * x;
    return Math.clamp(left / x, 1, shape.outHeight());
  }

  static void slab(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    int outputs = outTo - outFrom;
    int block = blockRows(shape);
    int rowAt = SimdWinograd.rowEnd(shape);
    int dYMapped = rowAt + gradientRow(shape);
    int xMapped = dYMapped + PART_ROWS * mappedRow(shape);
    int firstInput = outFrom / shape.groupOutputs() * shape.groupInputs();
    int size = Winograd.gradientSums(shape, outputs);
    Arrays.fill(sums, sumsAt, sumsAt + size, 0f);
    for (int from = 0; from < shape.outHeight(); from += block) {
      int to = Math.min(shape.outHeight(), from + block);
      int first = Math.max(0, from - shape.padTop());
      int last =
          Math.max(first, Math.min(shape.height(), to - 1 - shape.padTop() + shape.kernelHeight()));
      SimdWinograd.mapInput(
          shape,
          x,
          xAt,
          firstInput,
          first,
          last,
          scratch,
          xMapped,
          SimdWinograd.step(shape, last - first, shape.groupInputs()));
      int xStep = SimdWinograd.step(shape, last - first, shape.groupInputs());
      if (lanes < LANES) {
        selectOut(lanes, scratch, xMapped, xMapped + Winograd.points(shape) * xStep);
      }
      for (int o = outFrom; o < outTo; o += LANES) {
        int channels = Math.min(LANES, outTo - o);
        Arrays.fill(scratch, rowAt, dYMapped, 0f);
        for (int row = from; row < to; row += PART_ROWS) {
          int rowTo = Math.min(to, row + PART_ROWS);
          mapGradient(shape, dY, dYAt, o, channels, lanes, row, rowTo, scratch, rowAt, dYMapped);
          for (int point = 0; point < Winograd.points(shape); point++) {
            int at = sumsAt + point * size / Winograd.points(shape) + o - outFrom;
            int d = dYMapped + point * LANES;
            int xi = xMapped + point * xStep;
            addPoint(
                shape,
                Winograd.paddedOutputs(outputs),
                row,
                rowTo,
                first,
                scratch,
                d,
                xi,
                sums,
                at);
          }
        }
      }
    }
  }

  /// Writes +0 for examples that are missing.
  private static void selectOut(int lanes, float[] mapped, int from, int to) {
    for (int at = from; at < to; at += LANES) {
      Arrays.fill(mapped, at + lanes, at + LANES, 0f);
    }
  }

  /// Maps rows `from` to `to` of dY, up to 16 outputs as neighbours.
  private static void mapGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      int output,
      int channels,
      int lanes,
      int from,
      int to,
      float[] scratch,
      int rowAt,
      int mappedAt) {
    int column = LANES * LANES;
    int columns = shape.outWidth();
    int plane = shape.outHeight() * shape.outWidth() * LANES;
    for (int oy = from; oy < to; oy++) {
      int dYi = dYAt + output * plane + oy * shape.outWidth() * LANES;
      SimdTranspose.columns(dY, dYi, plane, channels, columns, scratch, rowAt);
      for (int at = rowAt; at < rowAt + columns * column && lanes < LANES; at += column) {
        Arrays.fill(scratch, at + lanes * LANES, at + column, 0f);
      }
      int vi = mappedAt + (oy - from) * mappedRow(shape);
      for (int tile = 0; tile < Winograd.tiles(shape); tile++) {
        int d = rowAt + tile * Winograd.TILE * column;
        if (shape.kernelWidth() == 5) {
          SimdWinograd5.gradient(scratch, d, column, LANES, LANES, scratch, vi);
        } else {
          SimdWinograd3.gradient(scratch, d, column, LANES, LANES, scratch, vi);
        }
        vi += LANES * SimdWinograd.tile(shape);
      }
    }
  }

  /// Adds the products of one point and some rows to its sums, (ky, input, output), `padded` floats from input to input.
  private static void addPoint(
      ConvShape shape,
      int padded,
      int from,
      int to,
      int first,
      float[] scratch,
      int dYi,
      int xi,
      float[] sums,
      int at) {
    int inputs = shape.groupInputs();
    int xRow = inputs * Winograd.tiles(shape) * LANES;
    boolean everyRowExists =
        shape.padTop() == 0 && shape.outHeight() + shape.kernelHeight() - 1 <= shape.height();
    if (everyRowExists) {
      // Kernel rows and inputs lie at equal distances: one run of channels.
      int channels = shape.kernelHeight() * inputs;
      int x = xi + (from - first) * xRow;
      addRows(shape, padded, to - from, channels, scratch, dYi, x, sums, at);
      return;
    }
    for (int ky = 0; ky < shape.kernelHeight(); ky++) {
      int oyFrom = Math.max(from, shape.padTop() - ky);
      int oyTo = Math.min(to, shape.height() + shape.padTop() - ky);
      if (oyFrom < oyTo) {
        addRows(
            shape,
            padded,
            oyTo - oyFrom,
            inputs,
            scratch,
            dYi + (oyFrom - from) * mappedRow(shape),
            xi + (oyFrom - shape.padTop() + ky - first) * xRow,
            sums,
            at + ky * inputs * padded);
      }
    }
  }

  private static void addRows(
      ConvShape shape,
      int padded,
      int rows,
      int channels,
      float[] scratch,
      int dYi,
      int xi,
      float[] sums,
      int at) {
    int xChannel = Winograd.tiles(shape) * LANES;
    int xRow = shape.groupInputs() * xChannel;
    for (int channel = 0; channel < channels; ) {
      int count = SimdWinogradProducts.tile(channels - channel);
      int x = xi + channel * xChannel;
      int to = at + channel * padded;
      SimdWinogradProducts.add(
          count,
          rows,
          xChannel,
          scratch,
          dYi,
          SimdWinograd.tile(shape),
          x,
          xRow,
          xChannel,
          sums,
          to,
          padded);
      channel += count;
    }
  }
}
