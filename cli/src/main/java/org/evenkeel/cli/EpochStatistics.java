package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evenkeel.model.Json;
import org.evenkeel.train.Estimates;
import org.evenkeel.train.Lag;
import org.evenkeel.train.Statistics;

/// What is known of a model besides its accuracy with moving statistics.
///
/// @param estimates accuracies with other statistics, and how far the moving ones lag behind
/// @param averaged what the averaged weights are worth, if there are any
record EpochStatistics(Estimates estimates, Optional<Averaged> averaged) {
  static final EpochStatistics NONE =
      new EpochStatistics(new Estimates(Map.of(), List.of()), Optional.empty());

  /// Accuracy of averaged weights.
  ///
  /// @param by how the statistics were estimated for them
  /// @param accuracy on the test data
  record Averaged(Statistics by, double accuracy) {}

  /// The kinds that may be there, in the order of columns, curves and lines.
  static final List<Statistics> KINDS =
      List.of(Statistics.EXACT, Statistics.POOLED, Statistics.BATCH);

  OptionalDouble accuracy(Statistics kind) {
    return estimates.accuracy(kind);
  }

  /// Returns the accuracies in one line, empty where there are none.
  String line() {
    List<String> parts = new ArrayList<>();
    for (Statistics kind : KINDS) {
      accuracy(kind).ifPresent(a -> parts.add(number(NetworkOptions.lower(kind), a)));
    }
    averaged.ifPresent(a -> parts.add(number("averaged", a.accuracy())));
    return String.join("  ", parts);
  }

  private static String number(String name, double accuracy) {
    return String.format(Locale.ROOT, "%s %.3f", name, accuracy);
  }

  /// Returns a line for each kind, the gap to the accuracy with moving statistics in the first.
  List<String> lines(double moving) {
    List<String> lines = new ArrayList<>();
    for (Statistics kind : KINDS) {
      accuracy(kind)
          .ifPresent(
              a -> {
                String line =
                    String.format(Locale.ROOT, "test acc %.3f with %s", a, described(kind));
                lines.add(
                    estimates.population().filter(kind::equals).isPresent()
                        ? line + gap(moving, a)
                        : line);
              });
    }
    averaged.ifPresent(
        a ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "test acc %.3f of the averaged weights with %s",
                    a.accuracy(),
                    described(a.by()))));
    return lines;
  }

  static String described(Statistics kind) {
    return switch (kind) {
      case MOVING -> "moving statistics";
      case EXACT -> "exact statistics";
      case POOLED -> "pooled statistics";
      case BATCH -> "each batch's own statistics (transductive)";
    };
  }

  static String gap(double moving, double other) {
    return String.format(Locale.ROOT, "; moving ones %.3f, gap %+.3f", moving, moving - other);
  }

  /// Adds what is known to a summary.
  Json.JsonObject addTo(Json.JsonObject summary, double moving) {
    Json.JsonObject more = summary.with("test_accuracy_moving", finite(moving));
    for (Statistics kind : KINDS) {
      if (accuracy(kind).isPresent()) {
        more =
            more.with("test_accuracy_" + NetworkOptions.lower(kind), accuracy(kind).getAsDouble());
      }
    }
    if (averaged.isPresent()) {
      String key = "test_accuracy_averaged_" + NetworkOptions.lower(averaged.get().by());
      more = more.with(key, averaged.get().accuracy());
    }
    return withLag(more, estimates);
  }

  /// Adds the lag of every layer, if it is known.
  static Json.JsonObject withLag(Json.JsonObject object, Estimates estimates) {
    return estimates.lags().isEmpty() ? object : object.with("lag", lag(estimates.lags()));
  }

  private static Json lag(List<Lag> lags) {
    List<Json> layers = new ArrayList<>();
    for (Lag lag : lags) {
      layers.add(
          Json.JsonObject.EMPTY
              .with("layer", lag.layer())
              .with("mean_rms", finite(lag.rmsMean()))
              .with("mean_max", finite(lag.greatestMean()))
              .with("log_variance_rms", finite(lag.rmsLogVariance()))
              .with("log_variance_max", finite(lag.greatestLogVariance())));
    }
    return Json.of(layers);
  }

  private static Json finite(double number) {
    return Double.isFinite(number) ? Json.of(number) : Json.ofNull();
  }
}
