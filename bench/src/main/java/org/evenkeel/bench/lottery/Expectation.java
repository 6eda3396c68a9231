package org.evenkeel.bench.lottery;

import java.util.List;
import java.util.Locale;

/// What was expected of averaged weights with exact statistics, before the runs were made, and whether it came true.
///
/// @param text what was expected
/// @param found what came
/// @param held whether it did
record Expectation(String text, String found, boolean held) {
  private static final double MEDIAN = 0.897;
  private static final double MINIMUM = 0.885;
  private static final double GOOD_SHARE = 17 / 20.0;
  private static final double BETTER_SHARE = 19 / 20.0;
  private static final double QUARTILES = 0.25;

  /// Returns the five expectations.
  static List<Expectation> of(Row row) {
    return List.of(
        new Expectation(
            "median at least .897", four(row.spread().median()), row.spread().median() >= MEDIAN),
        new Expectation(
            "at least 17 of 20 runs reach .893",
            row.good() + " of " + row.runs(),
            row.good() >= GOOD_SHARE * row.runs()),
        new Expectation(
            "minimum at least .885", four(row.spread().min()), row.spread().min() >= MINIMUM),
        new Expectation(
            "better than moving statistics in at least 19 of 20 pairs",
            row.better() + " of " + row.runs(),
            row.better() >= BETTER_SHARE * row.runs()),
        new Expectation(
            "interquartile range at most a quarter of that of moving statistics",
            String.format(Locale.ROOT, "%.2f of it", row.ofMoving()),
            row.ofMoving() <= QUARTILES));
  }

  /// Returns a share with four digits and no leading zero.
  static String four(double share) {
    String text = String.format(Locale.ROOT, "%.4f", share);
    return text.startsWith("0.") ? text.substring(1) : text;
  }
}
