package org.evenkeel.bench.lottery;

import java.util.List;
import org.evenkeel.data.Shuffle;

/// One method over all seeds of one loader.
///
/// @param method the method
/// @param spread of the test accuracies
/// @param good how many reach [#GOOD]
/// @param better in how many pairs of the same seed it is better than [Method#MOVING]
/// @param runs how many runs there are
/// @param ofMoving its distance between quartiles as a share of that of [Method#MOVING]
record Row(Method method, Spread spread, int good, int better, int runs, double ofMoving) {
  /// What a good run reaches.
  static final double GOOD = 0.893;

  /// Returns the rows of one loader, one for each method; none without outcomes.
  static List<Row> of(List<Outcome> outcomes, Shuffle shuffle) {
    List<Outcome> own =
        outcomes.stream().filter(outcome -> outcome.ticket().shuffle() == shuffle).toList();
    return own.isEmpty()
        ? List.of()
        : List.of(Method.values()).stream().map(method -> row(own, method)).toList();
  }

  private static Row row(List<Outcome> outcomes, Method method) {
    Spread spread = spread(outcomes, method);
    return new Row(
        method,
        spread,
        (int) outcomes.stream().filter(o -> o.test(method) >= GOOD).count(),
        (int) outcomes.stream().filter(o -> o.test(method) > o.test(Method.MOVING)).count(),
        outcomes.size(),
        spread.betweenQuartiles() / spread(outcomes, Method.MOVING).betweenQuartiles());
  }

  private static Spread spread(List<Outcome> outcomes, Method method) {
    return Spread.of(outcomes.stream().map(outcome -> outcome.test(method)).toList());
  }
}
