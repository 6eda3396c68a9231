package org.evenkeel.measure;

import java.util.Arrays;

/// What repeated measurements of one rate gave, in the unit of the samples.
///
/// @param min the slowest sample
/// @param median the middle sample; of an even number, the mean of the two in the middle
/// @param max the fastest sample
public record Rates(double min, double median, double max) {
  /// Sums up a set of samples.
  ///
  /// Throws: [IllegalArgumentException] without any sample.
  public static Rates of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("rates: expected at least one sample, got none");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int upper = sorted.length / 2;
    int lower = (sorted.length - 1) / 2;
    return new Rates(sorted[0], (sorted[lower] + sorted[upper]) / 2, sorted[sorted.length - 1]);
  }
}
