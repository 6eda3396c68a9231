package org.evenkeel.kernel;

/// Fused kernels of batch normalization on one slab. Each gives the bits of the element-wise and reducing kernels that it stands for.
///
/// Planes are as in [ElementKernels]: plane c starts at `at + c * stride`, and the `count` floats from `from` on are touched. The
/// centred value is `(x − hi[c]) − lo[c]` everywhere. Source: docs/NUMERICS.md, section 3.
public interface NormKernels {
  /// What follows the normalization.
  enum Then {
    /// Nothing.
    NOTHING,
    /// 1 / (1 + e⁻ˣ).
    SIGMOID,
    /// max(x, 0).
    RELU
  }

  /// Computes `y = then(fma(centred x, scale[c], shift[c]))`.
  void normalize(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      int stride,
      int channels,
      int from,
      int count);

  /// Computes y as [#normalize] does, and p = averages of y over 2 x 2 without overlap: rows `rowFrom` to `rowTo` (exclusive) of p, of shape
  /// (channels, height / 2, width / 2), and those of y below them. `height` and `width`, of x and y, are even.
  void normalizePool(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      float[] p,
      int pAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo);

  /// Computes rows `rowFrom` to `rowTo` (exclusive) of `dX = fma(dY, scale[c], fma(centred x, slope[c], shift[c]))`, the input gradient of a
  /// normalization, and accumulates Σ dX row by row, as [ReduceKernels#sum] does.
  void normGradient(
      float[] dY,
      int dYAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum);

  /// As [#normGradient], dY given before the activation `then`, which is not [Then#NOTHING] and whose output is y, and before a 2 x 2 average
  /// pooling without overlap: dP has (height / 2, width / 2) planes. `height`, `width`, `rowFrom` and `rowTo` are even.
  void pooledNormGradient(
      Then then,
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum);

  /// Computes dZ from dY and the output y of the activation `then`, and accumulates Σ dZ and Σ dZ · centred x row by row, as [ReduceKernels]
  /// does. With [Then#NOTHING] dZ is dY: y is not read and dZ not written.
  void gradientSums(
      Then then,
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product);

  /// As [#gradientSums], without leaving dZ behind, dY given as in [#pooledNormGradient].
  void pooledGradientSums(
      Then then,
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product);
}
