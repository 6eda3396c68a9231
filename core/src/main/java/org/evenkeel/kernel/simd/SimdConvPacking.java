package org.evenkeel.kernel.simd;

/// Weights of one tile's channels, interleaved: term k of channel c lies at `channels * k + c`.
///
/// One index then reaches all weights of a term, with one range check instead of one for each. Copying costs a few percent of
/// the work of one image row, and less with every further row of the same call.
final class SimdConvPacking {
  /// Grows to the largest tile a thread has met, then stays: no allocation after the first call.
  private static final ThreadLocal<float[]> BUFFER = ThreadLocal.withInitial(() -> new float[0]);

  private SimdConvPacking() {}

  /// Returns this thread's buffer, with room for `terms` terms of a tile.
  static float[] buffer(int terms) {
    float[] buffer = BUFFER.get();
    if (buffer.length < SimdConvTiles.MAX_CHANNELS * terms) {
      buffer = new float[SimdConvTiles.MAX_CHANNELS * terms];
      BUFFER.set(buffer);
    }
    return buffer;
  }

  /// Copies `planes` runs of `run` terms for each channel.
  ///
  /// @param channels channels of the tile
  /// @param w read: weights
  /// @param wAt first weight of the first channel
  /// @param wChannel step from channel to channel
  /// @param planes runs
  /// @param wPlane step from run to run
  /// @param run neighbouring terms of a run
  /// @param packed written from `packedAt` on
  /// @param packedAt offset
  static void pack(
      int channels,
      float[] w,
      int wAt,
      int wChannel,
      int planes,
      int wPlane,
      int run,
      float[] packed,
      int packedAt) {
    for (int channel = 0; channel < channels; channel++) {
      int to = packedAt + channel;
      int from = wAt + channel * wChannel;
      for (int plane = 0; plane < planes; plane++) {
        for (int term = 0; term < run; term++) {
          packed[to] = w[from + term];
          to += channels;
        }
        from += wPlane;
      }
    }
  }
}
