package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Slab;

/// Register tiles of the dense layer's forward pass: `y[o, v] = bias[o] + Σ w[o, i] · x[i, v]` over i.
///
/// The two vectors of a tile are halves of a slab's row, or rows of two slabs, `xVector` and `yVector` apart. Every index is linear
/// in the loop's counter, so that range checks leave the loop; nothing then keeps loads in place, all of a step's loads come
/// first, and 5 × 2 sums are the most that stay in 16 registers beside them.
final class SimdDenseTiles {
  /// Outputs of the largest tile.
  static final int MAX_OUTPUTS = 5;

  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;

  private SimdDenseTiles() {}

  /// Returns how many of `left` outputs the next tile takes, so that all tiles are nearly equal.
  static int outputs(int left) {
    int tiles = (left + MAX_OUTPUTS - 1) / MAX_OUTPUTS;
    return (left + tiles - 1) / tiles;
  }

  /// Computes two vectors of `outputs` outputs from `o` on.
  static void pair(
      int outputs,
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    switch (outputs) {
      case 5 -> sum5x2(inputs, x, xAt, xVector, w, bias, o, y, yAt, yVector);
      case 4 -> sum4x2(inputs, x, xAt, xVector, w, bias, o, y, yAt, yVector);
      case 3 -> sum3x2(inputs, x, xAt, xVector, w, bias, o, y, yAt, yVector);
      case 2 -> sum2x2(inputs, x, xAt, xVector, w, bias, o, y, yAt, yVector);
      default -> sum1x2(inputs, x, xAt, xVector, w, bias, o, y, yAt, yVector);
    }
  }

  /// Computes one vector of `outputs` outputs from `o` on.
  static void single(
      int outputs,
      int inputs,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt) {
    switch (outputs) {
      case 5 -> sum5x1(inputs, x, xAt, w, bias, o, y, yAt);
      case 4 -> sum4x1(inputs, x, xAt, w, bias, o, y, yAt);
      case 3 -> sum3x1(inputs, x, xAt, w, bias, o, y, yAt);
      case 2 -> sum2x1(inputs, x, xAt, w, bias, o, y, yAt);
      default -> sum1x1(inputs, x, xAt, w, bias, o, y, yAt);
    }
  }

  /// 5 outputs, 2 vectors: 10 sums.
  static void sum5x2(
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 3]);
    FloatVector s31 = s30;
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 4]);
    FloatVector s41 = s40;
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3 * inputs + i]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4 * inputs + i]);
      s40 = x0.fma(w4, s40);
      s41 = x1.fma(w4, s41);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
    s10.intoArray(y, yAt + Slab.LANES);
    s11.intoArray(y, yAt + Slab.LANES + yVector);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
    s21.intoArray(y, yAt + 2 * Slab.LANES + yVector);
    s30.intoArray(y, yAt + 3 * Slab.LANES);
    s31.intoArray(y, yAt + 3 * Slab.LANES + yVector);
    s40.intoArray(y, yAt + 4 * Slab.LANES);
    s41.intoArray(y, yAt + 4 * Slab.LANES + yVector);
  }

  /// 4 outputs, 2 vectors: 8 sums.
  static void sum4x2(
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 3]);
    FloatVector s31 = s30;
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3 * inputs + i]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
    s10.intoArray(y, yAt + Slab.LANES);
    s11.intoArray(y, yAt + Slab.LANES + yVector);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
    s21.intoArray(y, yAt + 2 * Slab.LANES + yVector);
    s30.intoArray(y, yAt + 3 * Slab.LANES);
    s31.intoArray(y, yAt + 3 * Slab.LANES + yVector);
  }

  /// 3 outputs, 2 vectors: 6 sums.
  static void sum3x2(
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    FloatVector s21 = s20;
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
    s10.intoArray(y, yAt + Slab.LANES);
    s11.intoArray(y, yAt + Slab.LANES + yVector);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
    s21.intoArray(y, yAt + 2 * Slab.LANES + yVector);
  }

  /// 2 outputs, 2 vectors: 4 sums.
  static void sum2x2(
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s11 = s10;
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
    s10.intoArray(y, yAt + Slab.LANES);
    s11.intoArray(y, yAt + Slab.LANES + yVector);
  }

  /// 1 output, 2 vectors: 2 sums.
  static void sum1x2(
      int inputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      int o,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s01 = s00;
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
  }

  /// 5 outputs, 1 vector: 5 sums.
  static void sum5x1(
      int inputs, float[] x, int xAt, float[] w, float[] bias, int o, float[] y, int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 3]);
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 4]);
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3 * inputs + i]);
      s30 = x0.fma(w3, s30);
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + 4 * inputs + i]);
      s40 = x0.fma(w4, s40);
    }
    s00.intoArray(y, yAt);
    s10.intoArray(y, yAt + Slab.LANES);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
    s30.intoArray(y, yAt + 3 * Slab.LANES);
    s40.intoArray(y, yAt + 4 * Slab.LANES);
  }

  /// 4 outputs, 1 vector: 4 sums.
  static void sum4x1(
      int inputs, float[] x, int xAt, float[] w, float[] bias, int o, float[] y, int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 3]);
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + 3 * inputs + i]);
      s30 = x0.fma(w3, s30);
    }
    s00.intoArray(y, yAt);
    s10.intoArray(y, yAt + Slab.LANES);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
    s30.intoArray(y, yAt + 3 * Slab.LANES);
  }

  /// 3 outputs, 1 vector: 3 sums.
  static void sum3x1(
      int inputs, float[] x, int xAt, float[] w, float[] bias, int o, float[] y, int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 2]);
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + 2 * inputs + i]);
      s20 = x0.fma(w2, s20);
    }
    s00.intoArray(y, yAt);
    s10.intoArray(y, yAt + Slab.LANES);
    s20.intoArray(y, yAt + 2 * Slab.LANES);
  }

  /// 2 outputs, 1 vector: 2 sums.
  static void sum2x1(
      int inputs, float[] x, int xAt, float[] w, float[] bias, int o, float[] y, int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o + 1]);
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + inputs + i]);
      s10 = x0.fma(w1, s10);
    }
    s00.intoArray(y, yAt);
    s10.intoArray(y, yAt + Slab.LANES);
  }

  /// 1 output, 1 vector: 1 sum.
  static void sum1x1(
      int inputs, float[] x, int xAt, float[] w, float[] bias, int o, float[] y, int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias.length == 0 ? 0f : bias[o]);
    int wAt = o * inputs;
    for (int i = 0; i < inputs; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * Slab.LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i]);
      s00 = x0.fma(w0, s00);
    }
    s00.intoArray(y, yAt);
  }
}
