package org.evenkeel.kernel.simd;

import org.evenkeel.kernel.Slab;

/// Chooses register tiles for weighted sums: y[channel, v] = bias[channel] + Σ over terms of w[channel, term] · x[term, v].
///
/// A term is a (plane, row, column): `planes` × `rows` × `columns` of them, in this order, each with a step in x and a step in
/// w, all in floats. Steps may be negative: the input gradient walks dY backwards. `channels` neighbouring channels lie
/// `wChannel` apart in w and `yChannel` apart in y. `bias` is read from index `channel` on, unless it has length 0.
final class SimdConvTiles {
  /// Channels of the largest tile: 6 × 2 sums, two x and one w fill 15 of 16 registers.
  static final int MAX_CHANNELS = 6;

  private static final int LENGTH = Species.LENGTH;

  private SimdConvTiles() {}

  /// Returns how many of `left` channels the next tile takes, so that all tiles are nearly equal: 16 = 6 + 5 + 5.
  static int channels(int left) {
    int tiles = (left + MAX_CHANNELS - 1) / MAX_CHANNELS;
    return (left + tiles - 1) / tiles;
  }

  /// Computes the sums of `positions` neighbouring positions, 16 lanes each, that have the same terms.
  static void sums(
      int channels, int positions, float[] x, int xAt, float[] w, int wAt, int wChannel,
      float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    int floats = positions * Slab.LANES;
    int at = 0;
    for (; at + 2 * LENGTH <= floats; at += 2 * LENGTH) {
      pair(
          channels, x, xAt + at, w, wAt, wChannel, bias, channel, y, yAt + at, yChannel,
          columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
    }
    if (at < floats) {
      single(
          channels, x, xAt + at, w, wAt, wChannel, bias, channel, y, yAt + at, yChannel,
          columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
    }
  }

  private static void pair(
      int channels, float[] x, int xi, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yi, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    switch (channels) {
      case 6 ->
          SimdConvPairTiles.sum6x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 5 ->
          SimdConvPairTiles.sum5x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 4 ->
          SimdConvPairTiles.sum4x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 3 ->
          SimdConvPairTiles.sum3x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 2 ->
          SimdConvPairTiles.sum2x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      default ->
          SimdConvPairTiles.sum1x2(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
    }
  }

  private static void single(
      int channels, float[] x, int xi, float[] w, int wAt, int wChannel, float[] bias, int channel, float[] y, int yi, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    switch (channels) {
      case 6 ->
          SimdConvSingleTiles.sum6x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 5 ->
          SimdConvSingleTiles.sum5x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 4 ->
          SimdConvSingleTiles.sum4x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 3 ->
          SimdConvSingleTiles.sum3x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 2 ->
          SimdConvSingleTiles.sum2x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      default ->
          SimdConvSingleTiles.sum1x1(
              x, xi, w, wAt, wChannel, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
    }
  }
}
