package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Lag;
import org.evenkeel.train.Statistics;

/// The table `metrics.csv`: a row per epoch; NaN where nothing is known.
final class MetricsCsv {
  /// A column.
  ///
  /// @param name its first line
  /// @param text of an epoch
  private record Column(String name, Function<EpochResult, String> text) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<EpochResult> epochs;
  private final Map<Integer, EpochStatistics> statistics;

  private MetricsCsv(List<EpochResult> epochs, Map<Integer, EpochStatistics> statistics) {
    this.epochs = epochs;
    this.statistics = statistics;
    column("epoch", "%d", EpochResult::epoch);
    column("train_loss", "%.6f", EpochResult::trainLoss);
    column("train_acc", "%.6f", EpochResult::trainAccuracy);
    column("test_acc", "%.6f", e -> e.testAccuracy().orElse(Double.NaN));
    column("seconds", "%.3f", EpochResult::seconds);
    column("lr", "%.6g", EpochResult::rate);
    if (epochs.stream().anyMatch(e -> e.validationAccuracy().isPresent())) {
      column("validation_acc", "%.6f", e -> e.validationAccuracy().orElse(Double.NaN));
    }
    for (Statistics kind : EpochStatistics.KINDS) {
      if (statistics.values().stream().anyMatch(s -> s.accuracy(kind).isPresent())) {
        known("test_acc_" + NetworkOptions.lower(kind), s -> s.accuracy(kind).orElse(Double.NaN));
      }
    }
    statistics.values().stream()
        .flatMap(s -> s.averaged().stream())
        .map(EpochStatistics.Averaged::by)
        .distinct()
        .forEach(
            by ->
                known(
                    "test_acc_averaged_" + NetworkOptions.lower(by),
                    s -> s.averaged().map(EpochStatistics.Averaged::accuracy).orElse(Double.NaN)));
    statistics.values().stream()
        .flatMap(s -> s.estimates().lags().stream().map(Lag::layer))
        .distinct()
        .forEach(this::lag);
  }

  /// Returns the table.
  ///
  /// @param statistics what is known besides, by epoch
  static String of(List<EpochResult> epochs, Map<Integer, EpochStatistics> statistics) {
    return new MetricsCsv(epochs, statistics).text();
  }

  private void column(String name, String format, Function<EpochResult, Object> value) {
    columns.add(new Column(name, epoch -> String.format(Locale.ROOT, format, value.apply(epoch))));
  }

  private void known(String name, ToDoubleFunction<EpochStatistics> value) {
    column(
        name,
        "%.6f",
        epoch -> value.applyAsDouble(statistics.getOrDefault(epoch.epoch(), EpochStatistics.NONE)));
  }

  private void lag(String layer) {
    lag(layer + ".lag_mean_rms", layer, Lag::rmsMean);
    lag(layer + ".lag_mean_max", layer, Lag::greatestMean);
    lag(layer + ".lag_log_variance_rms", layer, Lag::rmsLogVariance);
    lag(layer + ".lag_log_variance_max", layer, Lag::greatestLogVariance);
  }

  private void lag(String name, String layer, ToDoubleFunction<Lag> value) {
    known(
        name,
        known ->
            known.estimates().lags().stream()
                .filter(lag -> lag.layer().equals(layer))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN));
  }

  private String text() {
    StringBuilder csv = new StringBuilder();
    csv.append(String.join(",", columns.stream().map(Column::name).toList())).append('\n');
    for (EpochResult epoch : epochs) {
      csv.append(String.join(",", columns.stream().map(c -> c.text().apply(epoch)).toList()))
          .append('\n');
    }
    return csv.toString();
  }
}
