package org.evenkeel.kernel.simd;

/// Weights of one tile's channels, interleaved: term k of channel c lies at `channels * k + c`.
///
/// One index then reaches all weights of a term. Weights are copied once for each new value of them.
final class SimdConvPacking {
  private SimdConvPacking() {}

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
