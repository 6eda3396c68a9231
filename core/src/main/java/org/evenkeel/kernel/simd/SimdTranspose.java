package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

/// Writes values of a slab so that those of one example, not those of one position, are neighbours.
final class SimdTranspose {
  private static final int PANEL = SimdDenseWeightGradient.PANEL;

  private SimdTranspose() {}

  /// Writes one slab into panels, arguments as in [org.evenkeel.kernel.DenseKernels#transpose].
  static void slab(int values, float[] x, int xAt, float[] panels, int at, int panelStride) {
    for (int first = 0; first < values; first += LANES) {
      int to = at + first / PANEL * panelStride + first % PANEL;
      int from = xAt + first * LANES;
      if (values - first < LANES) {
        rest(values - first, x, from, panels, to);
      } else {
        whole(x, from, panels, to);
      }
    }
  }

  private static void rest(int count, float[] x, int xAt, float[] panels, int at) {
    for (int lane = 0; lane < LANES; lane++) {
      for (int i = 0; i < count; i++) {
        panels[at + lane * PANEL + i] = x[xAt + i * LANES + lane];
      }
    }
  }

  /// Transposes 16 × 16 floats. Written out, as fast as shuffles of vectors: stores are the limit.
  private static void whole(float[] x, int xAt, float[] panels, int at) {
    for (int lane = 0; lane < LANES; lane++) {
      int to = at + lane * PANEL;
      int from = xAt + lane;
      panels[to] = x[from];
      panels[to + 1] = x[from + LANES];
      panels[to + 2] = x[from + 2 * LANES];
      panels[to + 3] = x[from + 3 * LANES];
      panels[to + 4] = x[from + 4 * LANES];
      panels[to + 5] = x[from + 5 * LANES];
      panels[to + 6] = x[from + 6 * LANES];
      panels[to + 7] = x[from + 7 * LANES];
      panels[to + 8] = x[from + 8 * LANES];
      panels[to + 9] = x[from + 9 * LANES];
      panels[to + 10] = x[from + 10 * LANES];
      panels[to + 11] = x[from + 11 * LANES];
      panels[to + 12] = x[from + 12 * LANES];
      panels[to + 13] = x[from + 13 * LANES];
      panels[to + 14] = x[from + 14 * LANES];
      panels[to + 15] = x[from + 15 * LANES];
    }
  }

  /// Writes `columns` columns of `channels` channels: `to[at + (column, example, channel)]`, examples 16 floats apart.
  ///
  /// @param from read: columns of 16 examples, one behind the other
  /// @param fromAt first column of the first channel
  /// @param plane step from channel to channel
  /// @param channels channels, at most 16
  /// @param columns columns
  /// @param to written
  /// @param at first float
  static void columns(
      float[] from, int fromAt, int plane, int channels, int columns, float[] to, int at) {
    for (int column = 0; column < columns; column++) {
      int f = fromAt + column * LANES;
      int t = at + column * LANES * LANES;
      for (int channel = 0; channel < channels; channel++) {
        column(from, f + channel * plane, to, t + channel);
      }
    }
  }

  private static void column(float[] from, int f, float[] to, int t) {
    to[t] = from[f];
    to[t + LANES] = from[f + 1];
    to[t + 2 * LANES] = from[f + 2];
    to[t + 3 * LANES] = from[f + 3];
    to[t + 4 * LANES] = from[f + 4];
    to[t + 5 * LANES] = from[f + 5];
    to[t + 6 * LANES] = from[f + 6];
    to[t + 7 * LANES] = from[f + 7];
    to[t + 8 * LANES] = from[f + 8];
    to[t + 9 * LANES] = from[f + 9];
    to[t + 10 * LANES] = from[f + 10];
    to[t + 11 * LANES] = from[f + 11];
    to[t + 12 * LANES] = from[f + 12];
    to[t + 13 * LANES] = from[f + 13];
    to[t + 14 * LANES] = from[f + 14];
    to[t + 15 * LANES] = from[f + 15];
  }
}
