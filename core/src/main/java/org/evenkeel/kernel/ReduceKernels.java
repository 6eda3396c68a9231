package org.evenkeel.kernel;

/// Sums over the positions of each channel of one slab, row by row; lanes are not mixed here.
///
/// Planes are (height, width) of 16 lanes; rows `rowFrom` to `rowTo` (exclusive) are taken in, and the call with
/// `rowFrom` = 0 starts the sums. Accumulators hold 16 floats per channel. Source: docs/NUMERICS.md, section 6.
public interface ReduceKernels {
  /// Accumulates row sums of x.
  ///
  /// @param x read: one slab of (channels, height, width) at `xAt`
  /// @param xAt offset
  /// @param channels channels
  /// @param height rows of a plane
  /// @param width values of a row
  /// @param rowFrom first row
  /// @param rowTo row to stop before
  /// @param sum accumulated: 16 floats per channel
  void sum(
      float[] x, int xAt, int channels, int height, int width, int rowFrom, int rowTo, float[] sum);

  /// Accumulates row sums of a·b. A plane stride is in floats; 0 repeats one plane for every channel.
  void sumProduct(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum);

  /// Accumulates shift, Σd and Σd² of x.
  ///
  /// @param shift written when `rowFrom` is 0, then read
  /// @param s1 accumulated: Σ(x − shift)
  /// @param s2 accumulated: Σ(x − shift)²
  void moments(
      float[] x,
      int xAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] shift,
      float[] s1,
      float[] s2);

  /// Adds `count` floats: `sum[at + i] += part[i]`, used to merge shards.
  void accumulate(float[] sum, int at, float[] part, int partAt, int count);

  /// Updates parameters w from gradient g (docs/NUMERICS.md, section 9): `count` floats from `from` on. `velocity` is used, and
  /// accumulated, only when momentum is not 0; else it may be empty.
  void sgd(
      float[] w,
      float[] g,
      float[] velocity,
      int from,
      int count,
      float rate,
      float momentum,
      float decay);
}
