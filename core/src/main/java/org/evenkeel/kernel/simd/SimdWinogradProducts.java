package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static org.evenkeel.kernel.Slab.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of products at one point: `y[channel, v] = Σ w[term, channel] · x[term, v]`, terms at equal distances.
///
/// Tiles of twelve sums, or of eight: as many as two multiply-adds a cycle, four cycles each, keep busy. With more than eight C2 has too few of its
/// 16 registers left in a simple loop and spills sums, unless two branches that are never taken keep its loads in place, as in [SimdDenseTiles].
final class SimdWinogradProducts {
  private static final VectorSpecies<Float> S = Species.FLOATS;
  private static final int LENGTH = Species.LENGTH;

  /// Vectors of one value of 16 examples.
  private static final int IN_TILE = LANES / LENGTH;

  /// Values that no loop counter takes. Not final, so that the compiler does not know it.
  private static int never = -1;

  private static int neverEither = -2;

  private SimdWinogradProducts() {}

  /// Computes `tiles` times 16 floats of 6, 4 or 2 channels.
  ///
  /// @param channels 6, 4 or 2
  /// @param terms terms of each sum
  /// @param x read
  /// @param xAt first tile of the first term
  /// @param xTerm step from term to term
  /// @param xTile step from tile to tile
  /// @param w read: `channels` weights for each term
  /// @param wAt first weight
  /// @param y written
  /// @param yAt first tile of the first sum
  /// @param yChannel step from channel to channel
  /// @param yTile step from tile to tile
  /// @param tiles tiles
  static void sums(
      int channels,
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      int xTile,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel,
      int yTile,
      int tiles) {
    int vectors = tiles * IN_TILE;
    int together = channels == 2 ? 4 : 2;
    int v = 0;
    for (; v + together <= vectors; v += together) {
      int xi = xAt + at(v, xTile);
      int yi = yAt + at(v, yTile);
      if (channels == 6) {
        sum6x2(terms, x, xi, xTerm, xTile, w, wAt, y, yi, yChannel, yTile);
      } else if (channels == 4) {
        sum4x2(terms, x, xi, xTerm, xTile, w, wAt, y, yi, yChannel, yTile);
      } else {
        sum2x4(terms, x, xi, xTerm, xTile, w, wAt, y, yi, yChannel, yTile);
      }
    }
    for (; v < vectors; v++) {
      int xi = xAt + at(v, xTile);
      int yi = yAt + at(v, yTile);
      if (channels == 6) {
        sum6x1(terms, x, xi, xTerm, w, wAt, y, yi, yChannel);
      } else if (channels == 4) {
        sum4x1(terms, x, xi, xTerm, w, wAt, y, yi, yChannel);
      } else {
        sum2x1(terms, x, xi, xTerm, w, wAt, y, yi, yChannel);
      }
    }
  }

  /// Returns where a vector lies, counted from the first of a tile.
  private static int at(int vector, int tile) {
    return vector / IN_TILE * tile + vector % IN_TILE * LENGTH;
  }

  private static void sum6x2(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      int xTile,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel,
      int yTile) {
    int xNext = at(1, xTile);
    int yNext = at(1, yTile);
    FloatVector s00 = zero(S);
    FloatVector s01 = zero(S);
    FloatVector s10 = zero(S);
    FloatVector s11 = zero(S);
    FloatVector s20 = zero(S);
    FloatVector s21 = zero(S);
    FloatVector s30 = zero(S);
    FloatVector s31 = zero(S);
    FloatVector s40 = zero(S);
    FloatVector s41 = zero(S);
    FloatVector s50 = zero(S);
    FloatVector s51 = zero(S);
    int stop = never;
    int otherStop = neverEither;
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = fromArray(S, x, xi);
      FloatVector x1 = fromArray(S, x, xi + xNext);
      FloatVector w0 = broadcast(S, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = broadcast(S, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      if (term == stop) {
        break;
      }
      FloatVector w2 = broadcast(S, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = broadcast(S, w[wi + 3]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      if (term == otherStop) {
        break;
      }
      FloatVector w4 = broadcast(S, w[wi + 4]);
      s40 = x0.fma(w4, s40);
      s41 = x1.fma(w4, s41);
      FloatVector w5 = broadcast(S, w[wi + 5]);
      s50 = x0.fma(w5, s50);
      s51 = x1.fma(w5, s51);
      xi += xTerm;
      wi += 6;
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yNext);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + yNext);
    s20.intoArray(y, yAt + 2 * yChannel);
    s21.intoArray(y, yAt + 2 * yChannel + yNext);
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + yNext);
    s40.intoArray(y, yAt + 4 * yChannel);
    s41.intoArray(y, yAt + 4 * yChannel + yNext);
    s50.intoArray(y, yAt + 5 * yChannel);
    s51.intoArray(y, yAt + 5 * yChannel + yNext);
  }

  private static void sum6x1(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel) {
    FloatVector s0 = zero(S);
    FloatVector s1 = zero(S);
    FloatVector s2 = zero(S);
    FloatVector s3 = zero(S);
    FloatVector s4 = zero(S);
    FloatVector s5 = zero(S);
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = fromArray(S, x, xi);
      s0 = x0.fma(broadcast(S, w[wi]), s0);
      s1 = x0.fma(broadcast(S, w[wi + 1]), s1);
      s2 = x0.fma(broadcast(S, w[wi + 2]), s2);
      s3 = x0.fma(broadcast(S, w[wi + 3]), s3);
      s4 = x0.fma(broadcast(S, w[wi + 4]), s4);
      s5 = x0.fma(broadcast(S, w[wi + 5]), s5);
      xi += xTerm;
      wi += 6;
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + yChannel);
    s2.intoArray(y, yAt + 2 * yChannel);
    s3.intoArray(y, yAt + 3 * yChannel);
    s4.intoArray(y, yAt + 4 * yChannel);
    s5.intoArray(y, yAt + 5 * yChannel);
  }

  private static void sum4x2(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      int xTile,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel,
      int yTile) {
    int xNext = at(1, xTile);
    int yNext = at(1, yTile);
    FloatVector s00 = zero(S);
    FloatVector s01 = zero(S);
    FloatVector s10 = zero(S);
    FloatVector s11 = zero(S);
    FloatVector s20 = zero(S);
    FloatVector s21 = zero(S);
    FloatVector s30 = zero(S);
    FloatVector s31 = zero(S);
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = fromArray(S, x, xi);
      FloatVector x1 = fromArray(S, x, xi + xNext);
      FloatVector w0 = broadcast(S, w[wi]);
      s00 = x0.fma(w0, s00);
      s01 = x1.fma(w0, s01);
      FloatVector w1 = broadcast(S, w[wi + 1]);
      s10 = x0.fma(w1, s10);
      s11 = x1.fma(w1, s11);
      FloatVector w2 = broadcast(S, w[wi + 2]);
      s20 = x0.fma(w2, s20);
      s21 = x1.fma(w2, s21);
      FloatVector w3 = broadcast(S, w[wi + 3]);
      s30 = x0.fma(w3, s30);
      s31 = x1.fma(w3, s31);
      xi += xTerm;
      wi += 4;
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yNext);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + yNext);
    s20.intoArray(y, yAt + 2 * yChannel);
    s21.intoArray(y, yAt + 2 * yChannel + yNext);
    s30.intoArray(y, yAt + 3 * yChannel);
    s31.intoArray(y, yAt + 3 * yChannel + yNext);
  }

  private static void sum4x1(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel) {
    FloatVector s0 = zero(S);
    FloatVector s1 = zero(S);
    FloatVector s2 = zero(S);
    FloatVector s3 = zero(S);
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = fromArray(S, x, xi);
      s0 = x0.fma(broadcast(S, w[wi]), s0);
      s1 = x0.fma(broadcast(S, w[wi + 1]), s1);
      s2 = x0.fma(broadcast(S, w[wi + 2]), s2);
      s3 = x0.fma(broadcast(S, w[wi + 3]), s3);
      xi += xTerm;
      wi += 4;
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + yChannel);
    s2.intoArray(y, yAt + 2 * yChannel);
    s3.intoArray(y, yAt + 3 * yChannel);
  }

  private static void sum2x4(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      int xTile,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel,
      int yTile) {
    int xNext = at(1, xTile);
    int xThird = at(2, xTile);
    int yNext = at(1, yTile);
    int yThird = at(2, yTile);
    FloatVector s00 = zero(S);
    FloatVector s01 = zero(S);
    FloatVector s02 = zero(S);
    FloatVector s03 = zero(S);
    FloatVector s10 = zero(S);
    FloatVector s11 = zero(S);
    FloatVector s12 = zero(S);
    FloatVector s13 = zero(S);
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector w0 = broadcast(S, w[wi]);
      FloatVector w1 = broadcast(S, w[wi + 1]);
      FloatVector x0 = fromArray(S, x, xi);
      s00 = x0.fma(w0, s00);
      s10 = x0.fma(w1, s10);
      FloatVector x1 = fromArray(S, x, xi + xNext);
      s01 = x1.fma(w0, s01);
      s11 = x1.fma(w1, s11);
      FloatVector x2 = fromArray(S, x, xi + xThird);
      s02 = x2.fma(w0, s02);
      s12 = x2.fma(w1, s12);
      FloatVector x3 = fromArray(S, x, xi + xThird + xNext);
      s03 = x3.fma(w0, s03);
      s13 = x3.fma(w1, s13);
      xi += xTerm;
      wi += 2;
    }
    s00.intoArray(y, yAt);
    s01.intoArray(y, yAt + yNext);
    s02.intoArray(y, yAt + yThird);
    s03.intoArray(y, yAt + yThird + yNext);
    s10.intoArray(y, yAt + yChannel);
    s11.intoArray(y, yAt + yChannel + yNext);
    s12.intoArray(y, yAt + yChannel + yThird);
    s13.intoArray(y, yAt + yChannel + yThird + yNext);
  }

  private static void sum2x1(
      int terms,
      float[] x,
      int xAt,
      int xTerm,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yChannel) {
    FloatVector s0 = zero(S);
    FloatVector s1 = zero(S);
    int xi = xAt;
    int wi = wAt;
    for (int term = 0; term < terms; term++) {
      FloatVector x0 = fromArray(S, x, xi);
      s0 = x0.fma(broadcast(S, w[wi]), s0);
      s1 = x0.fma(broadcast(S, w[wi + 1]), s1);
      xi += xTerm;
      wi += 2;
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + yChannel);
  }

  /// Returns the channels of the next register tile of [#add] when `left` are left.
  static int tile(int left) {
    return left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }

  /// Adds to the sums of 4, 2 or 1 channels, 16 outputs each, row after row the sum of the row's terms.
  ///
  /// @param channels 4, 2 or 1
  /// @param rows rows
  /// @param run terms of a row
  /// @param from read: both operands
  /// @param dYAt first dY, 16 outputs for each term
  /// @param dYTerm step from term to term
  /// @param xAt first x of the first channel; terms of a row are neighbours
  /// @param xRow step from row to row
  /// @param xChannel step from channel to channel
  /// @param sums added to
  /// @param at first sum
  /// @param sumsChannel step from channel to channel
  static void add(
      int channels,
      int rows,
      int run,
      float[] from,
      int dYAt,
      int dYTerm,
      int xAt,
      int xRow,
      int xChannel,
      float[] sums,
      int at,
      int sumsChannel) {
    int v = 0;
    for (; v + 2 * LENGTH <= LANES && channels > 1; v += 2 * LENGTH) {
      int d = dYAt + v;
      int to = at + v;
      if (channels == 4) {
        add4x2(rows, run, from, d, dYTerm, xAt, xRow, xChannel, sums, to, sumsChannel);
      } else {
        add2x2(rows, run, from, d, dYTerm, xAt, xRow, xChannel, sums, to, sumsChannel);
      }
    }
    for (; v < LANES; v += LENGTH) {
      for (int channel = 0; channel < channels; channel++) {
        int x = xAt + channel * xChannel;
        add1x1(rows, run, from, dYAt + v, dYTerm, x, xRow, sums, at + channel * sumsChannel + v);
      }
    }
  }

  private static void add4x2(
      int rows,
      int run,
      float[] from,
      int dYAt,
      int dYTerm,
      int xAt,
      int xRow,
      int xChannel,
      float[] sums,
      int at,
      int sumsChannel) {
    for (int row = 0; row < rows; row++) {
      int xi = xAt + row * xRow;
      int dYi = dYAt + row * run * dYTerm;
      FloatVector s00 = zero(S);
      FloatVector s01 = zero(S);
      FloatVector s10 = zero(S);
      FloatVector s11 = zero(S);
      FloatVector s20 = zero(S);
      FloatVector s21 = zero(S);
      FloatVector s30 = zero(S);
      FloatVector s31 = zero(S);
      for (int term = 0; term < run; term++) {
        FloatVector d0 = fromArray(S, from, dYi);
        FloatVector d1 = fromArray(S, from, dYi + LENGTH);
        FloatVector x0 = broadcast(S, from[xi + term]);
        s00 = d0.fma(x0, s00);
        s01 = d1.fma(x0, s01);
        FloatVector x1 = broadcast(S, from[xi + xChannel + term]);
        s10 = d0.fma(x1, s10);
        s11 = d1.fma(x1, s11);
        FloatVector x2 = broadcast(S, from[xi + 2 * xChannel + term]);
        s20 = d0.fma(x2, s20);
        s21 = d1.fma(x2, s21);
        FloatVector x3 = broadcast(S, from[xi + 3 * xChannel + term]);
        s30 = d0.fma(x3, s30);
        s31 = d1.fma(x3, s31);
        dYi += dYTerm;
      }
      addTo(sums, at, s00);
      addTo(sums, at + LENGTH, s01);
      addTo(sums, at + sumsChannel, s10);
      addTo(sums, at + sumsChannel + LENGTH, s11);
      addTo(sums, at + 2 * sumsChannel, s20);
      addTo(sums, at + 2 * sumsChannel + LENGTH, s21);
      addTo(sums, at + 3 * sumsChannel, s30);
      addTo(sums, at + 3 * sumsChannel + LENGTH, s31);
    }
  }

  private static void add2x2(
      int rows,
      int run,
      float[] from,
      int dYAt,
      int dYTerm,
      int xAt,
      int xRow,
      int xChannel,
      float[] sums,
      int at,
      int sumsChannel) {
    for (int row = 0; row < rows; row++) {
      int xi = xAt + row * xRow;
      int dYi = dYAt + row * run * dYTerm;
      FloatVector s00 = zero(S);
      FloatVector s01 = zero(S);
      FloatVector s10 = zero(S);
      FloatVector s11 = zero(S);
      for (int term = 0; term < run; term++) {
        FloatVector d0 = fromArray(S, from, dYi);
        FloatVector d1 = fromArray(S, from, dYi + LENGTH);
        FloatVector x0 = broadcast(S, from[xi + term]);
        s00 = d0.fma(x0, s00);
        s01 = d1.fma(x0, s01);
        FloatVector x1 = broadcast(S, from[xi + xChannel + term]);
        s10 = d0.fma(x1, s10);
        s11 = d1.fma(x1, s11);
        dYi += dYTerm;
      }
      addTo(sums, at, s00);
      addTo(sums, at + LENGTH, s01);
      addTo(sums, at + sumsChannel, s10);
      addTo(sums, at + sumsChannel + LENGTH, s11);
    }
  }

  private static void add1x1(
      int rows,
      int run,
      float[] from,
      int dYAt,
      int dYTerm,
      int xAt,
      int xRow,
      float[] sums,
      int at) {
    for (int row = 0; row < rows; row++) {
      int xi = xAt + row * xRow;
      int dYi = dYAt + row * run * dYTerm;
      FloatVector s00 = zero(S);
      for (int term = 0; term < run; term++) {
        FloatVector d0 = fromArray(S, from, dYi);
        FloatVector x0 = broadcast(S, from[xi + term]);
        s00 = d0.fma(x0, s00);
        dYi += dYTerm;
      }
      addTo(sums, at, s00);
    }
  }

  private static void addTo(float[] sums, int at, FloatVector row) {
    fromArray(S, sums, at).add(row).intoArray(sums, at);
  }
}
