package org.evenkeel.kernel.simd;

import org.evenkeel.kernel.Slab;

/// Chooses register tiles for weighted sums: `y[channel, v] = bias[channel] + Σ w[channel, term] · x[term, v]` over terms.
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

  /// Returns how many of `left` channels the next tile takes where all terms lie in one plane.
  static int planeChannels(int left) {
    return left == 4 ? 2 : Math.min(left, 3);
  }

  /// Computes the sums of `positions` neighbouring positions, 16 lanes each, that have the same terms.
  static void sums(
      int channels,
      int positions,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yAt,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    int left = positions * (Slab.LANES / LENGTH);
    int xi = xAt;
    int yi = yAt;
    switch (channels) {
      case 6 -> {
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvPairTiles.sum6x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
      case 5 -> {
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvPairTiles.sum5x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
      case 4 -> {
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvPairTiles.sum4x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
      case 3 -> {
        if (planes == 1 && wColumn == 3 && wRow == 3 * columns) {
          for (; left >= 3 && left != 4; left -= 3, xi += 3 * LENGTH, yi += 3 * LENGTH) {
            SimdConvPlaneTiles.sum3x3(
                x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, rows, xRow);
          }
        }
        for (; left >= 3 && left != 4; left -= 3, xi += 3 * LENGTH, yi += 3 * LENGTH) {
          SimdConvNarrowTiles.sum3x3(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvNarrowTiles.sum3x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
      case 2 -> {
        for (; left >= 4; left -= 4, xi += 4 * LENGTH, yi += 4 * LENGTH) {
          SimdConvNarrowTiles.sum2x4(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvNarrowTiles.sum2x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
      default -> {
        for (; left >= 6; left -= 6, xi += 6 * LENGTH, yi += 6 * LENGTH) {
          SimdConvNarrowTiles.sum1x6(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
        for (; left >= 2; left -= 2, xi += 2 * LENGTH, yi += 2 * LENGTH) {
          SimdConvNarrowTiles.sum1x2(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
        }
      }
    }
    if (left > 0) {
      last(
          channels, x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows,
          xRow, wRow, planes, xPlane, wPlane);
    }
  }

  private static void last(
      int channels,
      float[] x,
      int xi,
      float[] w,
      int wAt,
      float[] bias,
      int channel,
      float[] y,
      int yi,
      int yChannel,
      int columns,
      int xColumn,
      int wColumn,
      int rows,
      int xRow,
      int wRow,
      int planes,
      int xPlane,
      int wPlane) {
    switch (channels) {
      case 6 ->
          SimdConvSingleTiles.sum6x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
      case 5 ->
          SimdConvSingleTiles.sum5x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
      case 4 ->
          SimdConvSingleTiles.sum4x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
      case 3 ->
          SimdConvSingleTiles.sum3x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
      case 2 ->
          SimdConvSingleTiles.sum2x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
      default ->
          SimdConvSingleTiles.sum1x1(
              x, xi, w, wAt, bias, channel, y, yi, yChannel, columns, xColumn, wColumn, rows, xRow,
              wRow, planes, xPlane, wPlane);
    }
  }
}
