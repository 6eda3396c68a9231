package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.fromArray;
import static org.evenkeel.kernel.Slab.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Weight gradient of a convolution with one input channel in Winograd's form, for one slab, examples as lanes.
///
/// With one channel the tiles of all rows lie behind one another, so that a sum is one plain loop, however the kernel's rows shift x.
/// Scratch: one row with its padding; sums, (point, ky, output, lane); mapped x, (point, row, tile, lane); mapped rows of dY, (point, output, row, tile,
/// lane).
final class SimdWinogradPlaneWeights {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  /// Floats of mapped dY of one block, 128 KB.
  private static final int BLOCK_FLOATS = 32 << 10;

  private SimdWinogradPlaneWeights() {}

  static int scratch(ConvShape shape, int outputs) {
    return SimdWinograd.rowFloats(shape)
        + chains(shape, outputs)
        + SimdWinograd.mapped(shape, shape.height(), 1)
        + SimdWinograd.mapped(shape, blockRows(shape, outputs), outputs);
  }

  private static int chains(ConvShape shape, int outputs) {
    return Winograd.points(shape) * shape.kernelHeight() * outputs * LANES;
  }

  private static int blockRows(ConvShape shape, int outputs) {
    return Math.clamp(BLOCK_FLOATS / SimdWinograd.mappedRow(shape, outputs), 1, shape.outHeight());
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
    int chainsAt = SimdWinograd.rowFloats(shape);
    int xMapped = chainsAt + chains(shape, outputs);
    int dYMapped = xMapped + SimdWinograd.mapped(shape, shape.height(), 1);
    int row = Winograd.tiles(shape) * LANES;
    int xStep = SimdWinograd.step(shape, shape.height(), 1);
    int block = blockRows(shape, outputs);
    Arrays.fill(scratch, chainsAt, xMapped, 0f);
    SimdWinograd.mapInput(
        shape, x, xAt, outFrom / shape.groupOutputs(), 0, shape.height(), scratch, xMapped, xStep);
    for (int from = 0; from < shape.outHeight(); from += block) {
      int rows = Math.min(block, shape.outHeight() - from);
      int step = SimdWinograd.step(shape, rows, outputs);
      mapGradient(shape, dY, dYAt, outFrom, outTo, from, rows, scratch, dYMapped, step);
      for (int point = 0; point < Winograd.points(shape); point++) {
        int at = chainsAt + point * shape.kernelHeight() * outputs * LANES;
        int xi = xMapped + point * xStep + from * row;
        add(shape, outputs, rows, scratch, dYMapped + point * step, xi, at);
      }
    }
    int padded = Winograd.paddedOutputs(outputs);
    Arrays.fill(sums, sumsAt, sumsAt + Winograd.gradientSums(shape, outputs), 0f);
    for (int weight = 0; weight < Winograd.points(shape) * shape.kernelHeight(); weight++) {
      int at = chainsAt + weight * outputs * LANES;
      SimdConvLaneTree.sum(scratch, at, outputs, lanes, sums, sumsAt + weight * padded);
    }
  }

  private static void mapGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      int outFrom,
      int outTo,
      int from,
      int rows,
      float[] scratch,
      int mappedAt,
      int step) {
    int width = shape.outWidth() * LANES;
    int tiles = Winograd.tiles(shape);
    boolean direct = tiles * Winograd.TILE == shape.outWidth();
    if (!direct) {
      Arrays.fill(scratch, width, tiles * Winograd.TILE * LANES, 0f);
    }
    int to = mappedAt;
    for (int o = outFrom; o < outTo; o++) {
      for (int oy = from; oy < from + rows; oy++) {
        int dYi = dYAt + (o * shape.outHeight() + oy) * width;
        if (!direct) {
          System.arraycopy(dY, dYi, scratch, 0, width);
        }
        float[] read = direct ? dY : scratch;
        int at = direct ? dYi : 0;
        if (shape.kernelWidth() == 5) {
          SimdWinograd5.gradient(read, at, LANES, LANES, tiles, scratch, to, step);
        } else {
          SimdWinograd3.gradient(read, at, LANES, LANES, tiles, scratch, to, step);
        }
        to += tiles * LANES;
      }
    }
  }

  /// Adds the products of one point and one block of rows to its sums, (ky, output, lane).
  private static void add(
      ConvShape shape, int outputs, int rows, float[] from, int dYAt, int xAt, int at) {
    int row = Winograd.tiles(shape) * LANES;
    int terms = rows * Winograd.tiles(shape);
    int output = terms * LANES;
    int atRow = outputs * LANES;
    for (int ky = 0; ky < shape.kernelHeight(); ) {
      int left = shape.kernelHeight() - ky;
      int kernelRows = left >= 4 ? 4 : left == 3 ? 3 : 1;
      for (int o = 0; o < outputs; ) {
        int channels = channels(kernelRows, outputs - o);
        for (int lane = 0; lane < LANES; lane += LENGTH) {
          int d = dYAt + o * output + lane;
          int x = xAt + ky * row + lane;
          int to = at + ky * atRow + o * LANES + lane;
          switch (10 * channels + kernelRows) {
            case 24 -> add2x4(terms, from, d, output, x, row, to, atRow);
            case 23 -> add2x3(terms, from, d, output, x, row, to, atRow);
            case 61 -> add6x1(terms, from, d, output, x, to);
            default -> {
              for (int k = 0; k < kernelRows; k++) {
                add1x1(terms, from, d, x + k * row, to + k * atRow);
              }
            }
          }
        }
        o += channels;
      }
      ky += kernelRows;
    }
  }

  private static int channels(int kernelRows, int left) {
    if (kernelRows == 1) {
      return left >= 6 ? 6 : 1;
    }
    return left >= 2 ? 2 : 1;
  }

  private static void add2x4(
      int terms, float[] from, int dYAt, int dYOutput, int xAt, int xRow, int at, int atRow) {
    FloatVector s00 = fromArray(S, from, at);
    FloatVector s01 = fromArray(S, from, at + atRow);
    FloatVector s02 = fromArray(S, from, at + 2 * atRow);
    FloatVector s03 = fromArray(S, from, at + 3 * atRow);
    FloatVector s10 = fromArray(S, from, at + LANES);
    FloatVector s11 = fromArray(S, from, at + atRow + LANES);
    FloatVector s12 = fromArray(S, from, at + 2 * atRow + LANES);
    FloatVector s13 = fromArray(S, from, at + 3 * atRow + LANES);
    int end = terms * LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector x0 = fromArray(S, from, xAt + i);
      FloatVector x1 = fromArray(S, from, xAt + xRow + i);
      FloatVector x2 = fromArray(S, from, xAt + 2 * xRow + i);
      FloatVector x3 = fromArray(S, from, xAt + 3 * xRow + i);
      FloatVector d0 = fromArray(S, from, dYAt + i);
      s00 = d0.fma(x0, s00);
      s01 = d0.fma(x1, s01);
      s02 = d0.fma(x2, s02);
      s03 = d0.fma(x3, s03);
      FloatVector d1 = fromArray(S, from, dYAt + dYOutput + i);
      s10 = d1.fma(x0, s10);
      s11 = d1.fma(x1, s11);
      s12 = d1.fma(x2, s12);
      s13 = d1.fma(x3, s13);
    }
    s00.intoArray(from, at);
    s01.intoArray(from, at + atRow);
    s02.intoArray(from, at + 2 * atRow);
    s03.intoArray(from, at + 3 * atRow);
    s10.intoArray(from, at + LANES);
    s11.intoArray(from, at + atRow + LANES);
    s12.intoArray(from, at + 2 * atRow + LANES);
    s13.intoArray(from, at + 3 * atRow + LANES);
  }

  private static void add2x3(
      int terms, float[] from, int dYAt, int dYOutput, int xAt, int xRow, int at, int atRow) {
    FloatVector s00 = fromArray(S, from, at);
    FloatVector s01 = fromArray(S, from, at + atRow);
    FloatVector s02 = fromArray(S, from, at + 2 * atRow);
    FloatVector s10 = fromArray(S, from, at + LANES);
    FloatVector s11 = fromArray(S, from, at + atRow + LANES);
    FloatVector s12 = fromArray(S, from, at + 2 * atRow + LANES);
    int end = terms * LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector x0 = fromArray(S, from, xAt + i);
      FloatVector x1 = fromArray(S, from, xAt + xRow + i);
      FloatVector x2 = fromArray(S, from, xAt + 2 * xRow + i);
      FloatVector d0 = fromArray(S, from, dYAt + i);
      s00 = d0.fma(x0, s00);
      s01 = d0.fma(x1, s01);
      s02 = d0.fma(x2, s02);
      FloatVector d1 = fromArray(S, from, dYAt + dYOutput + i);
      s10 = d1.fma(x0, s10);
      s11 = d1.fma(x1, s11);
      s12 = d1.fma(x2, s12);
    }
    s00.intoArray(from, at);
    s01.intoArray(from, at + atRow);
    s02.intoArray(from, at + 2 * atRow);
    s10.intoArray(from, at + LANES);
    s11.intoArray(from, at + atRow + LANES);
    s12.intoArray(from, at + 2 * atRow + LANES);
  }

  private static void add6x1(int terms, float[] from, int dYAt, int dYOutput, int xAt, int at) {
    FloatVector s00 = fromArray(S, from, at);
    FloatVector s10 = fromArray(S, from, at + LANES);
    FloatVector s20 = fromArray(S, from, at + 2 * LANES);
    FloatVector s30 = fromArray(S, from, at + 3 * LANES);
    FloatVector s40 = fromArray(S, from, at + 4 * LANES);
    FloatVector s50 = fromArray(S, from, at + 5 * LANES);
    int end = terms * LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector x0 = fromArray(S, from, xAt + i);
      FloatVector d0 = fromArray(S, from, dYAt + i);
      s00 = d0.fma(x0, s00);
      FloatVector d1 = fromArray(S, from, dYAt + dYOutput + i);
      s10 = d1.fma(x0, s10);
      FloatVector d2 = fromArray(S, from, dYAt + 2 * dYOutput + i);
      s20 = d2.fma(x0, s20);
      FloatVector d3 = fromArray(S, from, dYAt + 3 * dYOutput + i);
      s30 = d3.fma(x0, s30);
      FloatVector d4 = fromArray(S, from, dYAt + 4 * dYOutput + i);
      s40 = d4.fma(x0, s40);
      FloatVector d5 = fromArray(S, from, dYAt + 5 * dYOutput + i);
      s50 = d5.fma(x0, s50);
    }
    s00.intoArray(from, at);
    s10.intoArray(from, at + LANES);
    s20.intoArray(from, at + 2 * LANES);
    s30.intoArray(from, at + 3 * LANES);
    s40.intoArray(from, at + 4 * LANES);
    s50.intoArray(from, at + 5 * LANES);
  }

  private static void add1x1(int terms, float[] from, int dYAt, int xAt, int at) {
    FloatVector s00 = fromArray(S, from, at);
    int end = terms * LANES;
    for (int i = 0; i < end; i += LANES) {
      FloatVector x0 = fromArray(S, from, xAt + i);
      FloatVector d0 = fromArray(S, from, dYAt + i);
      s00 = d0.fma(x0, s00);
    }
    s00.intoArray(from, at);
  }
}
