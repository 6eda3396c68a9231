package org.evenkeel.kernel;

import org.evenkeel.kernel.NormKernels.Then;

/// Statistics and normalization over groups of each example's own values, on one slab: a lane needs no other lane.
///
/// A value has `groups` groups of `values` values; value i of lane l lies at `at + i * 16 + l`. Statistics are three rows of lanes for each group: the
/// shift, the mean's distance from it, the inverse deviation. Source: docs/NUMERICS.md, section 6.
public interface GroupKernels {
  /// Values that are added up before their sum joins the others.
  int BLOCK = 128;

  /// Rows of lanes in the statistics of one group.
  int NUMBERS = 3;

  /// Power of two by which values are multiplied before they are squared.
  float SQUARE_SCALE = 0x1p-48f;

  /// Computes y = the sum of each group of x.
  ///
  /// @param x read
  /// @param y written, `groups` values
  void sum(float[] x, int xAt, int groups, int values, float[] y, int yAt);

  /// Computes the statistics of each group of x; not centred, shift and distance are 0.
  ///
  /// @param x read
  /// @param statistics written
  void statistics(
      boolean centred,
      double epsilon,
      float[] x,
      int xAt,
      int groups,
      int values,
      float[] statistics,
      int statisticsAt);

  /// Computes y = ((x − shift) − distance) · inverse deviation.
  ///
  /// @param x read
  /// @param statistics read
  /// @param y written
  void normalize(
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] y,
      int yAt);

  /// Computes what [#normalize] computes as `normal`, and `y = then(fma(normal, scale[c], shift[c]))`, where value i belongs to channel i / `plane`.
  ///
  /// @param x read
  /// @param statistics read
  /// @param scale read
  /// @param shift read; −0 leaves a product as it is
  /// @param plane values of one channel; a group has whole channels
  /// @param normal written; may be y itself, which then keeps y
  /// @param y written
  void normalizeAffine(
      Then then,
      float[] x,
      int xAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] scale,
      float[] shift,
      int plane,
      float[] normal,
      int normalAt,
      float[] y,
      int yAt);

  /// Computes dX = inverse deviation · ((dZ − mean(dZ)) − y · mean(dZ · y)), the means over each group, the first one 0 if not centred;
  /// `dZ = dY * scale[i / plane]`.
  ///
  /// @param dY read
  /// @param scale read; of length 0, dZ is dY
  /// @param plane values of one channel; a group has whole channels
  /// @param y read, what [#normalize] gave
  /// @param statistics read
  /// @param dX written
  /// @param sums written, two rows of lanes
  void gradient(
      boolean centred,
      float[] dY,
      int dYAt,
      float[] scale,
      int plane,
      float[] y,
      int yAt,
      float[] statistics,
      int statisticsAt,
      int groups,
      int values,
      float[] dX,
      int dXAt,
      float[] sums);
}
