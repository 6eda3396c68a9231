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
      int count = Math.min(LANES, values - first);
      for (int lane = 0; lane < LANES; lane++) {
        for (int i = 0; i < count; i++) {
          panels[to + lane * PANEL + i] = x[xAt + (first + i) * LANES + lane];
        }
      }
    }
  }

  /// Writes `columns` columns of `channels` channels: `to[at + (column, example, channel)]`, examples `step` / 16 floats apart.
  ///
  /// @param from read: columns of 16 examples, one behind the other
  /// @param fromAt first column of the first channel
  /// @param plane step from channel to channel
  /// @param channels channels
  /// @param columns columns
  /// @param to written
  /// @param at first float
  /// @param step step from column to column
  static void columns(
      float[] from,
      int fromAt,
      int plane,
      int channels,
      int columns,
      float[] to,
      int at,
      int step) {
    int example = step / LANES;
    for (int column = 0; column < columns; column++) {
      for (int channel = 0; channel < channels; channel++) {
        int f = fromAt + channel * plane + column * LANES;
        int t = at + column * step + channel;
        for (int lane = 0; lane < LANES; lane++) {
          to[t + lane * example] = from[f + lane];
        }
      }
    }
  }
}
