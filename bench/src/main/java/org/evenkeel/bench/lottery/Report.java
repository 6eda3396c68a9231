package org.evenkeel.bench.lottery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.data.Shuffle;
import org.evenkeel.model.Json;
import org.evenkeel.report.DotFigure;

/// What all outcomes say together: as Markdown, JSON and a figure.
///
/// @param outcomes of all tickets drawn so far
/// @param epochs of each training
record Report(List<Outcome> outcomes, int epochs) {
  private static final List<Shuffle> LOADERS = List.of(Shuffle.EXAMPLES, Shuffle.BATCHES);

  /// A table and the expectations for each loader.
  String markdown() {
    StringBuilder text = new StringBuilder();
    for (Shuffle loader : LOADERS) {
      List<Row> rows = Row.of(outcomes, loader);
      if (!rows.isEmpty()) {
        table(text, loader, rows);
      }
    }
    return text.toString();
  }

  private void table(StringBuilder text, Shuffle loader, List<Row> rows) {
    Spread train = Spread.of(of(loader).stream().map(Outcome::trainAccuracy).toList());
    text.append(
        String.format(
            Locale.ROOT,
            "**%s**, %d seeds, %d epochs; training accuracy %s to %s at a constant rate\n\n",
            capital(Ticket.title(loader)),
            rows.getFirst().runs(),
            epochs,
            Expectation.four(train.min()),
            Expectation.four(train.max())));
    text.append(
        """
        | test accuracy with | min | lower quartile | median | upper quartile | max | ≥ .893 | better than moving | IQR, of moving's |
        |---|---|---|---|---|---|---|---|---|
        """);
    for (Row row : rows) {
      Spread s = row.spread();
      boolean moving = row.method() == Method.MOVING;
      List<String> cells =
          List.of(
              row.method().title(),
              Expectation.four(s.min()),
              Expectation.four(s.lowerQuartile()),
              Expectation.four(s.median()),
              Expectation.four(s.upperQuartile()),
              Expectation.four(s.max()),
              row.good() + " of " + row.runs(),
              moving ? "" : row.better() + " of " + row.runs(),
              moving ? "1" : ratio(row.ofMoving()));
      text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    text.append(gains(of(loader)));
    text.append("\nExpected of averaged weights with exact statistics, before these runs:\n\n");
    for (Expectation expectation : Expectation.of(averaged(rows))) {
      text.append(
          "- %s: %s, %s\n"
              .formatted(
                  expectation.text(), expectation.found(), expectation.held() ? "held" : "missed"));
    }
    text.append('\n');
  }

  private static Row averaged(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.method() == Method.AVERAGED_EXACT)
        .findFirst()
        .orElseThrow();
  }

  private static String ratio(double ofMoving) {
    return Double.isFinite(ofMoving) ? String.format(Locale.ROOT, "%.2f", ofMoving) : "";
  }

  /// What each part of the statistics is worth, and what the weights are, in accuracy.
  private static String gains(List<Outcome> outcomes) {
    return String.format(
        Locale.ROOT,
        "\nMean gain over moving statistics: %+.4f by exact means alone, %+.4f by exact variances"
            + " alone, %+.4f by both; %+.4f more by averaged weights.\n",
        gain(outcomes, Method.MOVING, Method.EXACT_MEANS),
        gain(outcomes, Method.MOVING, Method.EXACT_VARIANCES),
        gain(outcomes, Method.MOVING, Method.EXACT),
        gain(outcomes, Method.EXACT, Method.AVERAGED_EXACT));
  }

  private static double gain(List<Outcome> outcomes, Method from, Method to) {
    double sum = 0;
    for (Outcome outcome : outcomes) {
      sum += outcome.test(to) - outcome.test(from);
    }
    return sum / outcomes.size();
  }

  private List<Outcome> of(Shuffle loader) {
    return outcomes.stream().filter(o -> o.ticket().shuffle() == loader).toList();
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /// Everything that the table says.
  Json json() {
    Json.JsonObject loaders = Json.JsonObject.EMPTY.with("epochs", epochs);
    for (Shuffle loader : LOADERS) {
      Json.JsonObject methods = Json.JsonObject.EMPTY;
      for (Row row : Row.of(outcomes, loader)) {
        methods = methods.with(row.method().key(), json(row));
      }
      loaders = loaders.with(Ticket.key(loader), methods);
    }
    return loaders;
  }

  private static Json json(Row row) {
    return Json.JsonObject.EMPTY
        .with("runs", row.runs())
        .with("min", row.spread().min())
        .with("lower_quartile", row.spread().lowerQuartile())
        .with("median", row.spread().median())
        .with("upper_quartile", row.spread().upperQuartile())
        .with("max", row.spread().max())
        .with("at_least_893", row.good())
        .with("better_than_moving", row.better())
        .with(
            "interquartile_range_of_moving",
            Double.isFinite(row.ofMoving()) ? Json.of(row.ofMoving()) : Json.ofNull());
  }

  /// A dot for each run.
  DotFigure figure() {
    List<DotFigure.Group> groups = new ArrayList<>();
    for (Shuffle loader : LOADERS) {
      List<DotFigure.Row> rows = new ArrayList<>();
      for (Method method : Method.values()) {
        List<Double> values = of(loader).stream().map(o -> o.test(method)).toList();
        rows.add(new DotFigure.Row(method.title(), method.rgb(), values));
      }
      groups.add(new DotFigure.Group(capital(Ticket.title(loader)), rows));
    }
    return DotFigure.of(
        "LeNet with batch norm, learning rate 1: a dot is the last test accuracy of a run",
        "test accuracy (line: median; band: the middle half of the runs)",
        groups);
  }
}
