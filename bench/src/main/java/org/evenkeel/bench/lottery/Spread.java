package org.evenkeel.bench.lottery;

import java.util.Arrays;
import java.util.List;

/// How values are spread. Quartiles are interpolated linearly between the sorted values, of which the first is quantile 0 and the last quantile 1.
///
/// @param min the least value
/// @param lowerQuartile a quarter of the way
/// @param median half of the way
/// @param upperQuartile three quarters of the way
/// @param max the greatest value
record Spread(double min, double lowerQuartile, double median, double upperQuartile, double max) {
  /// Returns the spread of at least one value.
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Spread(
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /// Returns the distance of the quartiles.
  double betweenQuartiles() {
    return upperQuartile - lowerQuartile;
  }
}
