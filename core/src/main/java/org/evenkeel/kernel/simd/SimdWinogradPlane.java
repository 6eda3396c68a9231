package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Forward pass of a convolution with one input channel in a group in Winograd's form.
///
/// A sum has as few terms as the kernel has rows, so that weights stay in registers while the values pass: two channels of a few rows at a time, all points, then
/// at once the map to y, from the first-level cache.
///
/// Scratch: one row with its padding; mapped rows of x, (point, row, tile, lane), each mapped once; products of two channels, (point, channel, row, tile, lane).
final class SimdWinogradPlane {
  /// Output rows of a block: for a kernel 5 wide and images of 28 x 28, products and mapped rows take 24 KB each.
  private static final int ROWS = 8;

  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  private SimdWinogradPlane() {}

  static int scratch(ConvShape shape) {
    return SimdWinograd.rowEnd(shape)
        + SimdWinograd.mapped(shape, shape.height(), 1)
        + SimdWinograd.mapped(shape, ROWS, 2);
  }

  static void forward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    int mappedAt = SimdWinograd.rowEnd(shape);
    int row = Winograd.tiles(shape) * LANES;
    int step = SimdWinograd.step(shape, shape.height(), 1);
    for (int group = 0; group < shape.groups(); group++) {
      int mappedTo = rowFrom;
      for (int from = rowFrom; from < rowTo; from += ROWS) {
        int to = Math.min(rowTo, from + ROWS);
        int last = to + shape.kernelHeight() - 1;
        int at = mappedAt + mappedTo * row;
        SimdWinograd.mapInput(shape, x, xAt, group, mappedTo, last, scratch, at, step);
        mappedTo = last;
        block(shape, group, from, to, prepared, bias, y, yAt, scratch);
      }
    }
  }

  /// Computes some rows of a group's outputs from mapped rows.
  private static void block(
      ConvShape shape,
      int group,
      int from,
      int to,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      float[] scratch) {
    int outputs = shape.groupOutputs();
    int padded = Winograd.paddedChannels(outputs);
    int row = Winograd.tiles(shape) * LANES;
    int xAt = SimdWinograd.rowEnd(shape) + from * row;
    int xStep = SimdWinograd.step(shape, shape.height(), 1);
    int productsAt = SimdWinograd.rowEnd(shape) + SimdWinograd.mapped(shape, shape.height(), 1);
    int step = SimdWinograd.step(shape, ROWS, 2);
    int count = (to - from) * row;
    for (int tile = 0; tile < padded; ) {
      int channels = Winograd.channels(padded - tile);
      for (int pair = 0; pair < channels && tile + pair < outputs; pair += 2) {
        int w = group * Winograd.forwardGroup(shape) + tile * shape.kernelHeight() + pair;
        for (int point = 0; point < Winograd.points(shape); point++) {
          sums(
              shape.kernelHeight(),
              scratch,
              xAt + point * xStep,
              row,
              prepared,
              w + point * padded * shape.kernelHeight(),
              channels,
              productsAt + point * step,
              count);
        }
        for (int c = tile + pair; c < Math.min(tile + pair + 2, outputs); c++) {
          int channel = group * outputs + c;
          float b = bias.length == 0 ? 0f : bias[channel];
          int products = productsAt + (c - tile - pair) * count;
          int yi = yAt + (channel * shape.outHeight() + from) * shape.outWidth() * LANES;
          SimdWinograd.mapOutputRows(shape, scratch, products, step, to - from, b, y, yi);
        }
      }
      tile += channels;
    }
  }

  /// Computes `count` floats of two channels at one point, behind one another: sums over `terms` rows that are `row` floats apart.
  private static void sums(
      int terms,
      float[] scratch,
      int xAt,
      int row,
      float[] w,
      int wAt,
      int wTerm,
      int yAt,
      int count) {
    switch (terms) {
      case 3 -> sums3(scratch, xAt, row, w, wAt, wTerm, yAt, count);
      case 5 -> sums5(scratch, xAt, row, w, wAt, wTerm, yAt, count);
      default -> {
        for (int v = 0; v < count; v += LENGTH) {
          sum(terms, scratch, xAt + v, row, w, wAt, wTerm, yAt + v, count);
        }
      }
    }
  }

  private static void sums3(
      float[] v, int xAt, int row, float[] w, int wAt, int wTerm, int yAt, int count) {
    FloatVector w00 = broadcast(S, w[wAt]);
    FloatVector w01 = broadcast(S, w[wAt + 1]);
    FloatVector w10 = broadcast(S, w[wAt + wTerm]);
    FloatVector w11 = broadcast(S, w[wAt + wTerm + 1]);
    FloatVector w20 = broadcast(S, w[wAt + 2 * wTerm]);
    FloatVector w21 = broadcast(S, w[wAt + 2 * wTerm + 1]);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector x0 = fromArray(S, v, xAt + i);
      FloatVector x1 = fromArray(S, v, xAt + i + row);
      FloatVector x2 = fromArray(S, v, xAt + i + 2 * row);
      x2.fma(w20, x1.fma(w10, x0.fma(w00, zero(S)))).intoArray(v, yAt + i);
      x2.fma(w21, x1.fma(w11, x0.fma(w01, zero(S)))).intoArray(v, yAt + i + count);
    }
  }

  private static void sums5(
      float[] v, int xAt, int row, float[] w, int wAt, int wTerm, int yAt, int count) {
    FloatVector w00 = broadcast(S, w[wAt]);
    FloatVector w01 = broadcast(S, w[wAt + 1]);
    FloatVector w10 = broadcast(S, w[wAt + wTerm]);
    FloatVector w11 = broadcast(S, w[wAt + wTerm + 1]);
    FloatVector w20 = broadcast(S, w[wAt + 2 * wTerm]);
    FloatVector w21 = broadcast(S, w[wAt + 2 * wTerm + 1]);
    FloatVector w30 = broadcast(S, w[wAt + 3 * wTerm]);
    FloatVector w31 = broadcast(S, w[wAt + 3 * wTerm + 1]);
    FloatVector w40 = broadcast(S, w[wAt + 4 * wTerm]);
    FloatVector w41 = broadcast(S, w[wAt + 4 * wTerm + 1]);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector x0 = fromArray(S, v, xAt + i);
      FloatVector x1 = fromArray(S, v, xAt + i + row);
      FloatVector x2 = fromArray(S, v, xAt + i + 2 * row);
      FloatVector x3 = fromArray(S, v, xAt + i + 3 * row);
      FloatVector x4 = fromArray(S, v, xAt + i + 4 * row);
      FloatVector s0 = x1.fma(w10, x0.fma(w00, zero(S)));
      FloatVector s1 = x1.fma(w11, x0.fma(w01, zero(S)));
      s0 = x3.fma(w30, x2.fma(w20, s0));
      s1 = x3.fma(w31, x2.fma(w21, s1));
      x4.fma(w40, s0).intoArray(v, yAt + i);
      x4.fma(w41, s1).intoArray(v, yAt + i + count);
    }
  }

  private static void sum(
      int terms,
      float[] v,
      int xAt,
      int row,
      float[] w,
      int wAt,
      int wTerm,
      int yAt,
      int yChannel) {
    FloatVector s0 = zero(S);
    FloatVector s1 = zero(S);
    for (int term = 0; term < terms; term++) {
      FloatVector x = fromArray(S, v, xAt + term * row);
      s0 = x.fma(broadcast(S, w[wAt + term * wTerm]), s0);
      s1 = x.fma(broadcast(S, w[wAt + term * wTerm + 1]), s1);
    }
    s0.intoArray(v, yAt);
    s1.intoArray(v, yAt + yChannel);
  }
}
