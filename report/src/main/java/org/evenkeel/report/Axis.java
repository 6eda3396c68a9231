package org.evenkeel.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// A linear axis with ticks at the multiples of a round step.
///
/// @param low value at its start
/// @param high value at its end, above `low`
/// @param step distance of ticks: 1, 2 or 5 times a power of ten
record Axis(double low, double high, double step) {
  private static final double SLACK = 1e-9; // of a step, against rounding

  /// Whole numbers from 1 to `last`, with at most ten steps; a single one stands in the middle.
  static Axis count(int last) {
    return last == 1
        ? new Axis(0.5, 1.5, 1)
        : new Axis(1, last, Math.max(1, roundStep((last - 1) / 10.0)));
  }

  /// From `least` to `largest`, widened to whole steps.
  static Axis covering(double least, double largest) {
    double step = roundStep(largest / 6 - least / 6);
    return new Axis(
        Math.floor(least / step + SLACK) * step, Math.ceil(largest / step - SLACK) * step, step);
  }

  /// Where ticks are, ascending.
  double[] ticks() {
    long first = (long) Math.ceil(low / step - SLACK);
    long last = (long) Math.floor(high / step + SLACK);
    return LongStream.rangeClosed(first, last).mapToDouble(i -> i * step).toArray();
  }

  /// The text at a tick, with as many decimal places as the step has.
  String label(double tick) {
    int places = (int) Math.max(0, Math.ceil(-Math.log10(step) - SLACK));
    return BigDecimal.valueOf(tick).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// Where `value` lies: 0 at the start, 1 at the end of the axis.
  double fraction(double value) {
    return (value - low) / (high - low);
  }

  /// The smallest of 1, 2, 5 times a power of ten that is not below `least`.
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least) + SLACK));
    return DoubleStream.of(1, 2, 5, 10)
        .map(factor -> factor * power)
        .filter(step -> step >= least * (1 - SLACK))
        .findFirst()
        .orElse(10 * power);
  }
}
