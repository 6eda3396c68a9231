package org.evenkeel.bench.lottery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.Shuffle;
import org.junit.jupiter.api.Test;

class ReportTest {
  /// Four seeds; averaged weights are always good, moving statistics wander.
  static List<Outcome> outcomes(Shuffle shuffle) {
    List<Outcome> outcomes = new ArrayList<>();
    double[] moving = {0.80, 0.70, 0.90, 0.86};
    double[] averaged = {0.899, 0.898, 0.895, 0.897};
    for (int i = 0; i < moving.length; i++) {
      Map<Method, Double> test = new EnumMap<>(Method.class);
      for (Method method : Method.values()) {
        test.put(method, method == Method.AVERAGED_EXACT ? averaged[i] : moving[i]);
      }
      outcomes.add(new Outcome(new Ticket(shuffle, i + 1), 0.9 + i * 1e-3, test, "hash" + i));
    }
    return outcomes;
  }

  @Test
  void quartilesAreInterpolated() {
    Spread spread = Spread.of(List.of(4.0, 1.0, 2.0, 3.0));

    assertThat(spread).isEqualTo(new Spread(1, 1.75, 2.5, 3.25, 4));
    assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 7, 7));
  }

  @Test
  void countsGoodRunsAndBetterPairs() {
    Row row = Row.of(outcomes(Shuffle.EXAMPLES), Shuffle.EXAMPLES).get(4);

    assertThat(row.method()).isEqualTo(Method.AVERAGED_EXACT);
    assertThat(row.good()).isEqualTo(4);
    assertThat(row.better()).isEqualTo(3);
    assertThat(row.runs()).isEqualTo(4);
    assertThat(row.ofMoving()).isEqualTo(0.00175 / 0.095, within(1e-12));
    assertThat(Row.of(outcomes(Shuffle.EXAMPLES), Shuffle.BATCHES)).isEmpty();
  }

  @Test
  void saysWhichExpectationsHeld() {
    Row row = Row.of(outcomes(Shuffle.BATCHES), Shuffle.BATCHES).get(4);

    assertThat(Expectation.of(row).stream().map(Expectation::held))
        .containsExactly(true, true, true, false, true);
    assertThat(Expectation.of(row).stream().map(Expectation::found))
        .containsExactly(".8975", "4 of 4", ".8950", "3 of 4", "0.02 of it");
  }

  @Test
  void tellsAllMethodsOfBothLoaders() {
    List<Outcome> outcomes = outcomes(Shuffle.EXAMPLES);
    outcomes.addAll(outcomes(Shuffle.BATCHES));
    Report report = new Report(outcomes, 10);

    assertThat(report.markdown())
        .contains("**Examples shuffled into new minibatches**, 4 seeds, 10 epochs")
        .contains("training accuracy .9000 to .9030")
        .contains(
            "| averaged weights (0.99), exact statistics | .8950 | .8965 | .8975 | .8983 | .8990 |"
                + " 4 of 4 | 3 of 4 | 0.02 |")
        .contains("+0.0000 by exact variances alone, +0.0000 by both; +0.0823 more by averaged")
        .contains("- better than moving statistics in at least 19 of 20 pairs: 3 of 4, missed");
    assertThat(report.json().write()).contains("\"batches\"", "\"decay_moving\"", "\"median\"");
    String svg = new String(report.figure().svg(), StandardCharsets.UTF_8);
    assertThat(svg).contains(">moving statistics<", ">Fixed minibatches in a new order<");
    assertThat(svg.split("<circle", -1)).hasSize(1 + 2 * 4 * Method.values().length);
  }
}
