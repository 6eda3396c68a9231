package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

/// Writes values of a slab with channels, not examples, as neighbours.
final class SimdTranspose {
  private SimdTranspose() {}

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
