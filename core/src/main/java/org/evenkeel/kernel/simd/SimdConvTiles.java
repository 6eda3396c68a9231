package org.evenkeel.kernel.simd;

import org.evenkeel.kernel.Slab;

/// Chooses register tiles for weighted sums: y[channel, v] = bias[channel] + Σ over terms of w[channel, term] · x[term, v].
///
/// A term is a (plane, row, column): `planes` × `rows` × `columns` of them, in this order, each with a step in x and a step in
/// w, all in floats. Steps may be negative: the input gradient walks dY backwards. The weights of a term are adjacent in w, channel
/// by channel. Channels are `yChannel` apart in y. `bias` is read from index `channel` on, unless it has length 0.
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
      int channels, int positions, float[] x, int xAt, float[] w, int wAt,
      float[] bias, int channel, float[] y, int yAt, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    int vectors = positions * (Slab.LANES / LENGTH);
    int at = 0;
    while (vectors > 0) {
      int width = width(channels, vectors);
      tile(
          channels, width, x, xAt + at, w, wAt, bias, channel, y, yAt + at, yChannel,
          columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      at += width * LENGTH;
      vectors -= width;
    }
  }

  /// Returns how many of `left` vectors the next tile takes.
  private static int width(int channels, int left) {
    if (channels == 1 && left >= 6) {
      return 6;
    }
    if (channels == 2 && left >= 4) {
      return 4;
    }
    if (channels == 3 && left >= 3 && left != 4) {
      return 3;
    }
    return Math.min(left, 2);
  }

  private static void tile(
      int channels, int width, float[] x, int xi, float[] w, int wAt, float[] bias, int channel, float[] y, int yi, int yChannel,
      int columns, int xColumn, int wColumn, int rows, int xRow, int wRow, int planes, int xPlane, int wPlane) {
    switch (10 * channels + width) {
      case 62 ->
          SimdConvPairTiles.sum6x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 52 ->
          SimdConvPairTiles.sum5x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 42 ->
          SimdConvPairTiles.sum4x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 33 ->
          SimdConvNarrowTiles.sum3x3(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 32 ->
          SimdConvNarrowTiles.sum3x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 24 ->
          SimdConvNarrowTiles.sum2x4(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 22 ->
          SimdConvNarrowTiles.sum2x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 16 ->
          SimdConvNarrowTiles.sum1x6(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 12 ->
          SimdConvNarrowTiles.sum1x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 61 ->
          SimdConvSingleTiles.sum6x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 51 ->
          SimdConvSingleTiles.sum5x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 41 ->
          SimdConvSingleTiles.sum4x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 31 ->
          SimdConvSingleTiles.sum3x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 21 ->
          SimdConvSingleTiles.sum2x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      case 11 ->
          SimdConvSingleTiles.sum1x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel,
              columns, xColumn, wColumn, rows, xRow, wRow, planes, xPlane, wPlane);
      default -> throw new AssertionError(channels + " x " + width);
    }
  }
}
