package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.PackedWeights;
import org.evenkeel.kernel.Slab;

/// Register tiles of dense layers: `y[r, v] = bias[r] + Σ w[r, i] · x[i, v]` over terms i.
///
/// The two vectors of a pair are halves of a slab's row, or rows of two slabs, `xVector` and `yVector` apart. Every index is linear in the loop's
/// counter, so that range checks leave the loop. Nothing would then keep the loads in their place: the compiler moves them all to the
/// front, where they push sums out of the 16 registers, which costs a factor of 2.5. Two branches that are never taken, on values that
/// the compiler cannot know, keep them apart.
final class SimdDenseTiles {
  private static final VectorSpecies<Float> FLOATS = Species.FLOATS;
  private static final int TILE = PackedWeights.TILE;
  private static final int LANES = Slab.LANES;

  /// Values that no loop counter takes. Not final, so that the compiler does not know it.
  private static int never = -1;

  private static int neverEither = -2;

  private SimdDenseTiles() {}

  /// Computes all results of two vectors.
  static void pairs(
      int terms,
      int results,
      float[] x,
      int xAt,
      int xVector,
      float[] packed,
      float[] bias,
      float[] y,
      int yAt,
      int yVector) {
    if (results < TILE) {
      for (int r = 0; r < results; r++) {
        sum1x2(terms, x, xAt, xVector, packed, r, results, bias[r], y, yAt + r * LANES, yVector);
      }
      return;
    }
    for (int tile = 0; tile < PackedWeights.tiles(results); tile++) {
      int r = PackedWeights.first(tile, results);
      int wAt = tile * terms * TILE;
      sum6x2(terms, x, xAt, xVector, packed, wAt, bias, r, y, yAt + r * LANES, yVector);
    }
  }

  /// Computes all results of one vector, two tiles at a time: for 32 registers.
  static void singles(
      int terms,
      int results,
      float[] x,
      int xAt,
      float[] packed,
      float[] bias,
      float[] y,
      int yAt) {
    if (results < TILE) {
      for (int r = 0; r < results; r++) {
        // The second vector is the first: the same sums twice.
        sum1x2(terms, x, xAt, 0, packed, r, results, bias[r], y, yAt + r * LANES, 0);
      }
      return;
    }
    int tiles = PackedWeights.tiles(results);
    for (int tile = 0; tile < tiles; tile += 2) {
      // An odd last tile is its own neighbour.
      int next = Math.min(tile + 1, tiles - 1);
      int r = PackedWeights.first(tile, results);
      int rNext = PackedWeights.first(next, results);
      int size = terms * TILE;
      sum12x1(terms, x, xAt, packed, tile * size, next * size, bias, r, rNext, y, yAt);
    }
  }

  /// 6 results, 2 vectors: 12 sums. All are stored: where stores hang on conditions, the compiler's range check for the first covers those of
  /// the others too, fails at an array's end, and from then on no check of any vector access in the process leaves its loop.
  private static void sum6x2(
      int terms,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      int wAt,
      float[] bias,
      int r,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias[r]);
    FloatVector s01 = s00;
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias[r + 1]);
    FloatVector s11 = s10;
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias[r + 2]);
    FloatVector s21 = s20;
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias[r + 3]);
    FloatVector s31 = s30;
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias[r + 4]);
    FloatVector s41 = s40;
    FloatVector s50 = FloatVector.broadcast(FLOATS, bias[r + 5]);
    FloatVector s51 = s50;
    int stop = never;
    int otherStop = neverEither;
    for (int i = 0; i < terms; i++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, xAt + i * LANES);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * LANES);
      FloatVector w0 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      if (i == stop) {
        break;
      }
      FloatVector w2 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 3]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      if (i == otherStop) {
        break;
      }
      FloatVector w4 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 4]);
      s40 = x0.fma(w4, s40);
      s41 = x1.fma(w4, s41);
      FloatVector w5 = FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 5]);
      s50 = x0.fma(w5, s50);
      s51 = x1.fma(w5, s51);
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yVector);
    s10.intoArray(y, yAt + LANES);
    s11.intoArray(y, yAt + LANES + yVector);
    s20.intoArray(y, yAt + 2 * LANES);
    s21.intoArray(y, yAt + 2 * LANES + yVector);
    s30.intoArray(y, yAt + 3 * LANES);
    s31.intoArray(y, yAt + 3 * LANES + yVector);
    s40.intoArray(y, yAt + 4 * LANES);
    s41.intoArray(y, yAt + 4 * LANES + yVector);
    s50.intoArray(y, yAt + 5 * LANES);
    s51.intoArray(y, yAt + 5 * LANES + yVector);
  }

  /// Two tiles of 6 results from `r` and from `next` on, 1 vector: 12 sums.
  private static void sum12x1(
      int terms,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      int wNext,
      float[] bias,
      int r,
      int next,
      float[] y,
      int yAt) {
    FloatVector s00 = FloatVector.broadcast(FLOATS, bias[r]);
    FloatVector s10 = FloatVector.broadcast(FLOATS, bias[r + 1]);
    FloatVector s20 = FloatVector.broadcast(FLOATS, bias[r + 2]);
    FloatVector s30 = FloatVector.broadcast(FLOATS, bias[r + 3]);
    FloatVector s40 = FloatVector.broadcast(FLOATS, bias[r + 4]);
    FloatVector s50 = FloatVector.broadcast(FLOATS, bias[r + 5]);
    FloatVector s01 = FloatVector.broadcast(FLOATS, bias[next]);
    FloatVector s11 = FloatVector.broadcast(FLOATS, bias[next + 1]);
    FloatVector s21 = FloatVector.broadcast(FLOATS, bias[next + 2]);
    FloatVector s31 = FloatVector.broadcast(FLOATS, bias[next + 3]);
    FloatVector s41 = FloatVector.broadcast(FLOATS, bias[next + 4]);
    FloatVector s51 = FloatVector.broadcast(FLOATS, bias[next + 5]);
    for (int i = 0; i < terms; i++) {
      FloatVector xi = FloatVector.fromArray(FLOATS, x, xAt + i * LANES);
      s00 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE]), s00);
      s10 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 1]), s10);
      s20 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 2]), s20);
      s30 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 3]), s30);
      s40 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 4]), s40);
      s50 = xi.fma(FloatVector.broadcast(FLOATS, w[wAt + i * TILE + 5]), s50);
      s01 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE]), s01);
      s11 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE + 1]), s11);
      s21 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE + 2]), s21);
      s31 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE + 3]), s31);
      s41 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE + 4]), s41);
      s51 = xi.fma(FloatVector.broadcast(FLOATS, w[wNext + i * TILE + 5]), s51);
    }
    s00.intoArray(y, yAt + r * LANES);
    s10.intoArray(y, yAt + (r + 1) * LANES);
    s20.intoArray(y, yAt + (r + 2) * LANES);
    s30.intoArray(y, yAt + (r + 3) * LANES);
    s40.intoArray(y, yAt + (r + 4) * LANES);
    s50.intoArray(y, yAt + (r + 5) * LANES);
    s01.intoArray(y, yAt + next * LANES);
    s11.intoArray(y, yAt + (next + 1) * LANES);
    s21.intoArray(y, yAt + (next + 2) * LANES);
    s31.intoArray(y, yAt + (next + 3) * LANES);
    s41.intoArray(y, yAt + (next + 4) * LANES);
    s51.intoArray(y, yAt + (next + 5) * LANES);
  }

  /// 1 result of `width`, 2 vectors: 2 sums.
  private static void sum1x2(
      int terms,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      int wAt,
      int width,
      float bias,
      float[] y,
      int yAt,
      int yVector) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, bias);
    FloatVector s1 = s0;
    for (int i = 0; i < terms; i++) {
      FloatVector wi = FloatVector.broadcast(FLOATS, w[wAt + i * width]);
      s0 = FloatVector.fromArray(FLOATS, x, xAt + i * LANES).fma(wi, s0);
      s1 = FloatVector.fromArray(FLOATS, x, xAt + xVector + i * LANES).fma(wi, s1);
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + yVector);
  }
}
