package org.evenkeel.kernel;

/// Pooling kernels on one slab, rows of the result `rowFrom` to `rowTo` (exclusive), all channels. Source: docs/NUMERICS.md, section 7.
public interface PoolKernels {
  /// Computes y = averages of x. Shapes as in [PoolShape].
  void avgPool(PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo);

  /// Computes rows of dX from dY.
  void avgPoolGradient(
      PoolShape shape, float[] dY, int dYAt, float[] dX, int dXAt, int rowFrom, int rowTo);

  /// Computes y = maxima of x.
  void maxPool(PoolShape shape, float[] x, int xAt, float[] y, int yAt, int rowFrom, int rowTo);

  /// Computes rows of dX from x and dY; the winners are found again.
  void maxPoolGradient(
      PoolShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo);
}
