package org.evenkeel.kernel;

/// Sums of the 16 lanes of a slab over one fixed tree, and the moments made of them.
///
/// The tree adds `v[i] + v[i + 8]`, then `+ 4`, `+ 2`, `+ 1`. Lanes that hold no example are
/// selected out: they count as +0 whatever they hold, NaN included.
///
/// Source: docs/NUMERICS.md, sections 1 and 6.
public final class LaneTree {
  /// Doubles that describe one set of moments: weight, mean, M2.
  public static final int MOMENTS = 3;

  private LaneTree() {}

  /// Returns the sum of the first `lanes` of 16 floats, each converted to float64 first.
  ///
  /// @param v read: 16 floats at `at`
  /// @param at offset
  /// @param lanes lanes that hold an example
  public static double sum(float[] v, int at, int lanes) {
    double a0 = (double) present(v, at, 0, lanes) + present(v, at, 8, lanes);
    double a1 = (double) present(v, at, 1, lanes) + present(v, at, 9, lanes);
    double a2 = (double) present(v, at, 2, lanes) + present(v, at, 10, lanes);
    double a3 = (double) present(v, at, 3, lanes) + present(v, at, 11, lanes);
    double a4 = (double) present(v, at, 4, lanes) + present(v, at, 12, lanes);
    double a5 = (double) present(v, at, 5, lanes) + present(v, at, 13, lanes);
    double a6 = (double) present(v, at, 6, lanes) + present(v, at, 14, lanes);
    double a7 = (double) present(v, at, 7, lanes) + present(v, at, 15, lanes);
    return ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7));
  }

  /// Returns the sum of the first `lanes` of 16 floats in float32.
  ///
  /// @param v read: 16 floats at `at`
  /// @param at offset
  /// @param lanes lanes that hold an example
  public static float floatSum(float[] v, int at, int lanes) {
    float a0 = present(v, at, 0, lanes) + present(v, at, 8, lanes);
    float a1 = present(v, at, 1, lanes) + present(v, at, 9, lanes);
    float a2 = present(v, at, 2, lanes) + present(v, at, 10, lanes);
    float a3 = present(v, at, 3, lanes) + present(v, at, 11, lanes);
    float a4 = present(v, at, 4, lanes) + present(v, at, 12, lanes);
    float a5 = present(v, at, 5, lanes) + present(v, at, 13, lanes);
    float a6 = present(v, at, 6, lanes) + present(v, at, 14, lanes);
    float a7 = present(v, at, 7, lanes) + present(v, at, 15, lanes);
    return ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7));
  }

  /// Returns the sum of 16 doubles; missing lanes hold +0 already.
  ///
  /// @param v read: 16 doubles at index 0
  public static double sum(double[] v) {
    return (((v[0] + v[8]) + (v[4] + v[12])) + ((v[2] + v[10]) + (v[6] + v[14])))
        + (((v[1] + v[9]) + (v[5] + v[13])) + ((v[3] + v[11]) + (v[7] + v[15])));
  }

  /// Finishes the moments of one slab and channel from the sums of [ReduceKernels#moments].
  ///
  /// Formula: per lane `m = K + S1 / n` and `q = max(S2 − S1² / n, 0)`; then `weight = lanes · n`,
  /// `mean = Σm / lanes` and `M2 = Σ(q + n · (m − mean)²)`, sums over the lane tree.
  ///
  /// @param shift read: K, 16 floats at `at`
  /// @param s1 read: Σ(x − K), 16 floats at `at`
  /// @param s2 read: Σ(x − K)², 16 floats at `at`
  /// @param at offset
  /// @param n values per lane
  /// @param lanes lanes that hold an example, at least 1
  /// @param scratch written: at least 16 doubles
  /// @param moments written: weight, mean, M2 at `momentsAt`
  /// @param momentsAt offset
  public static void moments(
      float[] shift,
      float[] s1,
      float[] s2,
      int at,
      int n,
      int lanes,
      double[] scratch,
      double[] moments,
      int momentsAt) {
    double size = n;
    for (int lane = 0; lane < Slab.LANES; lane++) {
      scratch[lane] = lane < lanes ? shift[at + lane] + s1[at + lane] / size : 0.0;
    }
    double mean = sum(scratch) / lanes;
    for (int lane = 0; lane < lanes; lane++) {
      double sum = s1[at + lane];
      double within = s2[at + lane] - sum * sum / size;
      double between = scratch[lane] - mean;
      scratch[lane] = (within < 0.0 ? 0.0 : within) + size * (between * between);
    }
    moments[momentsAt] = lanes * size;
    moments[momentsAt + 1] = mean;
    moments[momentsAt + 2] = sum(scratch);
  }

  /// Computes the moments of one slab and channel with one value per lane: what [#moments] makes of a shift that is the value.
  ///
  /// @param x read: 16 floats at `at`
  /// @param at offset
  /// @param lanes lanes that hold an example, at least 1
  /// @param scratch written: at least 16 doubles
  /// @param moments written: weight, mean, M2 at `momentsAt`
  /// @param momentsAt offset
  public static void momentsOfValues(
      float[] x, int at, int lanes, double[] scratch, double[] moments, int momentsAt) {
    for (int lane = 0; lane < Slab.LANES; lane++) {
      scratch[lane] = lane < lanes ? shifted(x[at + lane]) : 0.0;
    }
    double mean = sum(scratch) / lanes;
    for (int lane = 0; lane < lanes; lane++) {
      double between = scratch[lane] - mean;
      scratch[lane] = between * between;
    }
    moments[momentsAt] = lanes;
    moments[momentsAt + 1] = mean;
    moments[momentsAt + 2] = sum(scratch);
  }

  /// A value about itself: −0 becomes +0, and an infinity NaN, as in the sums of longer rows.
  private static float shifted(float x) {
    float shift = x + 0f;
    return x - shift + shift;
  }

  /// Merges moments b into moments a by Chan's formula; a comes before b in the tree.
  ///
  /// Formula: `W = Wa + Wb`, `δ = mean_b − mean_a`, `mean = mean_a + δ · (Wb / W)`, `M2 = (M2a +
  /// M2b) + δ · δ · (Wa · (Wb / W))`. If Wb is 0, a stays.
  ///
  /// @param a accumulated: weight, mean, M2 at `aAt`
  /// @param aAt offset
  /// @param b read: weight, mean, M2 at `bAt`
  /// @param bAt offset
  public static void mergeMoments(double[] a, int aAt, double[] b, int bAt) {
    if (b[bAt] == 0) {
      return; // weights may be 0 in a whole slab: there is nothing to merge, and 0 / 0 must not be
    }
    double weight = a[aAt] + b[bAt];
    double delta = b[bAt + 1] - a[aAt + 1];
    double share = b[bAt] / weight;
    a[aAt + 2] = (a[aAt + 2] + b[bAt + 2]) + delta * delta * (a[aAt] * share);
    a[aAt + 1] = a[aAt + 1] + delta * share;
    a[aAt] = weight;
  }

  private static float present(float[] v, int at, int lane, int lanes) {
    return lane < lanes ? v[at + lane] : 0f;
  }
}
