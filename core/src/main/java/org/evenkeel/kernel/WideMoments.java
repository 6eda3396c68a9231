package org.evenkeel.kernel;

/// Moments of one channel of one slab in float64, in two passes over its values: weighted ones, and those that float32 cannot hold.
///
/// Formula: per lane `W = Σw`, `m = Σwx / W`, then about m `S1 = Σw(x − m)`, `S2 = Σw(x − m)²`; mean `m + S1 / W` and
/// `q = max(S2 − S1 · (S1 / W), 0)`. Values whose weight is not positive are selected out. Lanes are merged over the lane tree.
///
/// Source: docs/NUMERICS.md, section 6.
public final class WideMoments {
  /// Where in the scratch array each lane's weight lies; the tree works in the first 16 doubles.
  public static final int WEIGHT = Slab.LANES;

  /// Where each lane's mean lies.
  public static final int MEAN = 2 * Slab.LANES;

  /// Where each lane's q lies.
  public static final int WITHIN = 3 * Slab.LANES;

  private WideMoments() {}

  /// Computes the weighted moments of one channel.
  ///
  /// @param x read: `values` rows of 16 lanes at `at`
  /// @param weights read: as many at `weightsAt`
  /// @param values values per lane
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 64 doubles
  /// @param moments written: weight, mean, M2 at `momentsAt`
  static void weighted(
      float[] x,
      int at,
      float[] weights,
      int weightsAt,
      int values,
      int lanes,
      double[] scratch,
      double[] moments,
      int momentsAt) {
    for (int lane = 0; lane < lanes; lane++) {
      double weight = 0;
      double sum = 0;
      for (int i = lane; i < values * Slab.LANES; i += Slab.LANES) {
        double w = weights[weightsAt + i];
        if (w > 0) {
          weight += w;
          sum = Math.fma(w, x[at + i], sum);
        }
      }
      double mean = weight > 0 ? sum / weight : 0;
      double s1 = 0;
      double s2 = 0;
      for (int i = lane; i < values * Slab.LANES; i += Slab.LANES) {
        double w = weights[weightsAt + i];
        if (w > 0) {
          double d = x[at + i] - mean;
          s1 = Math.fma(w, d, s1);
          s2 = Math.fma(w * d, d, s2);
        }
      }
      finish(weight, mean, s1, s2, lane, scratch);
    }
    merge(lanes, scratch, moments, momentsAt);
  }

  /// Computes those channels again whose M2, made in float32, is not finite: squares of values beyond 1e19 overflow there.
  ///
  /// @param x read: (channels, values) of 16 lanes at `xAt`
  /// @param channels channels
  /// @param values values per lane and channel
  /// @param lanes lanes that hold an example
  /// @param scratch written: at least 64 doubles
  /// @param parts read, and written where they are not finite: weight, mean, M2 of each channel at `partsAt`
  public static void mend(
      float[] x,
      int xAt,
      int channels,
      int values,
      int lanes,
      double[] scratch,
      double[] parts,
      int partsAt) {
    for (int c = 0; c < channels; c++) {
      int part = partsAt + c * LaneTree.MOMENTS;
      if (!(parts[part + 2] <= Double.MAX_VALUE)) {
        unweighted(x, xAt + c * values * Slab.LANES, values, lanes, scratch, parts, part);
      }
    }
  }

  /// As [#weighted] with all weights 1.
  private static void unweighted(
      float[] x, int at, int values, int lanes, double[] scratch, double[] moments, int momentsAt) {
    for (int lane = 0; lane < lanes; lane++) {
      double sum = 0;
      for (int i = lane; i < values * Slab.LANES; i += Slab.LANES) {
        sum += x[at + i];
      }
      double mean = sum / values;
      double s1 = 0;
      double s2 = 0;
      for (int i = lane; i < values * Slab.LANES; i += Slab.LANES) {
        double d = x[at + i] - mean;
        s1 += d;
        s2 = Math.fma(d, d, s2);
      }
      finish(values, mean, s1, s2, lane, scratch);
    }
    merge(lanes, scratch, moments, momentsAt);
  }

  /// Corrects a lane's mean and squares for the rounding of the mean about which they were taken.
  private static void finish(
      double weight, double mean, double s1, double s2, int lane, double[] to) {
    double rest = weight > 0 ? s1 / weight : 0;
    double within = s2 - s1 * rest;
    to[WEIGHT + lane] = weight;
    to[MEAN + lane] = mean + rest;
    to[WITHIN + lane] = within < 0 ? 0 : within;
  }

  /// Merges the lanes' moments in `scratch`.
  ///
  /// @param lanes lanes that hold an example; the others are not looked at
  /// @param scratch read and written: 64 doubles
  /// @param moments written: weight, mean, M2 at `momentsAt`
  public static void merge(int lanes, double[] scratch, double[] moments, int momentsAt) {
    for (int lane = 0; lane < Slab.LANES; lane++) {
      scratch[lane] = lane < lanes ? scratch[WEIGHT + lane] : 0;
    }
    double weight = LaneTree.sum(scratch);
    for (int lane = 0; lane < lanes; lane++) {
      scratch[lane] = scratch[WEIGHT + lane] * scratch[MEAN + lane];
    }
    double mean = weight > 0 ? LaneTree.sum(scratch) / weight : 0;
    for (int lane = 0; lane < lanes; lane++) {
      double between = scratch[MEAN + lane] - mean;
      scratch[lane] = scratch[WITHIN + lane] + scratch[WEIGHT + lane] * (between * between);
    }
    moments[momentsAt] = weight;
    moments[momentsAt + 1] = mean;
    moments[momentsAt + 2] = weight > 0 ? LaneTree.sum(scratch) : 0;
  }
}
