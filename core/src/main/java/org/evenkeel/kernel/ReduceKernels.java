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

  /// Computes the weighted moments of one slab in float64, as [WideMoments] does.
  ///
  /// @param x read: (channels, values) at `xAt`
  /// @param weights read: one plane of `values` at `weightsAt`
  /// @param channels channels
  /// @param values values per lane and channel
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 64 doubles
  /// @param parts written: weight, mean, M2 per channel at `partsAt`
  default void weightedMoments(
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      int channels,
      int values,
      int lanes,
      double[] scratch,
      double[] parts,
      int partsAt) {
    for (int c = 0; c < channels; c++) {
      int from = xAt + c * values * Slab.LANES;
      int to = partsAt + c * LaneTree.MOMENTS;
      WideMoments.weighted(x, from, weights, weightsAt, values, lanes, scratch, parts, to);
    }
  }

  /// Sums the lanes of every channel over the lane tree.
  ///
  /// @param sum read: 16 floats per channel
  /// @param channels channels
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 32 doubles
  /// @param parts written: one double per channel at `partsAt`
  /// @param partsAt offset
  default void finishSums(
      float[] sum, int channels, int lanes, double[] scratch, double[] parts, int partsAt) {
    for (int c = 0; c < channels; c++) {
      parts[partsAt + c] = LaneTree.sum(sum, c * Slab.LANES, lanes);
    }
  }

  /// Finishes the moments of every channel, as [LaneTree#moments] does.
  ///
  /// @param shift read: 16 floats per channel
  /// @param s1 read: 16 floats per channel
  /// @param s2 read: 16 floats per channel
  /// @param channels channels
  /// @param values values per lane
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 32 doubles
  /// @param parts written: weight, mean, M2 per channel at `partsAt`
  /// @param partsAt offset
  default void finishMoments(
      float[] shift,
      float[] s1,
      float[] s2,
      int channels,
      int values,
      int lanes,
      double[] scratch,
      double[] parts,
      int partsAt) {
    for (int c = 0; c < channels; c++) {
      int to = partsAt + c * LaneTree.MOMENTS;
      LaneTree.moments(shift, s1, s2, c * Slab.LANES, values, lanes, scratch, parts, to);
    }
  }

  /// Computes the moments of every channel of a slab that has one value per lane and channel: the bits of [#moments] and
  /// [#finishMoments], in one pass.
  ///
  /// @param x read: 16 floats per channel at `xAt`
  /// @param xAt offset
  /// @param channels channels
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 32 doubles
  /// @param parts written: weight, mean, M2 per channel at `partsAt`
  /// @param partsAt offset
  default void momentsOfValues(
      float[] x, int xAt, int channels, int lanes, double[] scratch, double[] parts, int partsAt) {
    for (int c = 0; c < channels; c++) {
      int to = partsAt + c * LaneTree.MOMENTS;
      LaneTree.momentsOfValues(x, xAt + c * Slab.LANES, lanes, scratch, parts, to);
    }
  }

  /// Adds `count` floats: `sum[at + i] += part[i]`, used to merge shards.
  void accumulate(float[] sum, int at, float[] part, int partAt, int count);

  /// Adds the values w to a weighted sum (docs/NUMERICS.md, section 9): `sum ← keep·sum + w` by a fused multiply-add in float64, `count` values from `from` on.
  ///
  /// @param sum accumulated
  /// @param w read
  default void average(double[] sum, float[] w, int from, int count, double keep) {
    for (int i = from; i < from + count; i++) {
      sum[i] = Math.fma(keep, sum[i], w[i]);
    }
  }

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
