package org.evenkeel.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/// The figures of one process.
///
/// @param figures what it told; others are absent
record Sample(Map<Figure, Double> figures) {
  /// Keeps a copy in the order of the figures.
  Sample {
    EnumMap<Figure, Double> copy = new EnumMap<>(Figure.class);
    copy.putAll(figures);
    figures = copy;
  }

  /// Returns this with another figure.
  Sample with(Figure figure, double value) {
    EnumMap<Figure, Double> more = new EnumMap<>(Figure.class);
    more.putAll(figures);
    more.put(figure, value);
    return new Sample(more);
  }

  /// Returns one figure.
  OptionalDouble of(Figure figure) {
    Double value = figures.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// Returns the share of the multiply-add peak that was reached: nominal operations over the
  /// higher of the peaks measured before and after.
  ///
  /// @param multiplyAdds nominal multiply-adds for one example
  OptionalDouble shareOfPeak(long multiplyAdds) {
    OptionalDouble rate = of(Figure.EXAMPLES_PER_SECOND);
    double peak = peak();
    return rate.isEmpty() || peak == 0 || multiplyAdds == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(2.0 * multiplyAdds * rate.getAsDouble() / (peak * 1e9));
  }

  /// Returns the share of the multiply-adds that the machine gave in turns with the work.
  ///
  /// @param multiplyAdds nominal multiply-adds for one example
  OptionalDouble shareInTurns(long multiplyAdds) {
    OptionalDouble examples = of(Figure.EXAMPLES_PER_GFLOP);
    return examples.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(2.0 * multiplyAdds * examples.getAsDouble() / 1e9);
  }

  private double peak() {
    return Math.max(
        of(Figure.GFLOPS_PEAK_BEFORE).orElse(0), of(Figure.GFLOPS_PEAK_AFTER).orElse(0));
  }

  /// Returns how much of the peak the machine gave at the median: 1 where nothing else ran on it
  /// just before and after.
  OptionalDouble calm() {
    OptionalDouble before = of(Figure.GFLOPS_MEDIAN_BEFORE);
    OptionalDouble after = of(Figure.GFLOPS_MEDIAN_AFTER);
    return before.isEmpty() || after.isEmpty() || peak() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((before.getAsDouble() + after.getAsDouble()) / 2 / peak());
  }
}
