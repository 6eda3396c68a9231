package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Execution;
import org.evenkeel.train.History;

/// What a run gave, as JSON and as the section's two lines.
final class Summary {
  private Summary() {}

  static Json of(Model model, TrainingRun.Result result, Execution execution, long seed) {
    History history = result.history();
    Json.JsonObject accuracies =
        Json.JsonObject.EMPTY
            .with("train_loss", last(history, EpochResult::trainLoss))
            .with("train_accuracy", last(history, EpochResult::trainAccuracy))
            .with("test_accuracy", last(history, Summary::moving));
    return result
        .statistics()
        .addTo(accuracies, history.epochs().isEmpty() ? Double.NaN : moving(history.last()))
        .with("validation_accuracy", last(history, e -> e.validationAccuracy().orElse(Double.NaN)))
        .with("examples_per_second", history.examplesPerSecond())
        .with("steady_examples_per_second", history.steadyExamplesPerSecond())
        .with("weights_sha256", model.weightsSha256())
        .with("parameters", model.parameterCount())
        .with("epochs", history.epochs().size())
        .with("steps", history.steps())
        .with("stopped", history.stopped())
        .with("outcome", NetworkOptions.lower(result.outcome()))
        .with("seed", seed)
        .with("engine", NetworkOptions.lower(execution.engine()))
        .with("threads", execution.threads())
        .with("vector_bits", execution.kernels().vectorBits())
        .with("device", Device.describe(execution))
        .with("seconds_to_first_step", result.secondsToFirstStep())
        .with("version", Version.text());
  }

  private static double moving(EpochResult epoch) {
    return epoch.testAccuracy().orElse(Double.NaN);
  }

  private static Json last(History history, ToDoubleFunction<EpochResult> value) {
    if (history.epochs().isEmpty()) {
      return Json.ofNull();
    }
    double number = value.applyAsDouble(history.last());
    return Double.isFinite(number) ? Json.of(number) : Json.ofNull();
  }

  /// What other statistics give, and the section's two lines; of the last whole epoch, none if there is none.
  static List<String> lines(TrainingRun.Result result, Execution execution) {
    History history = result.history();
    if (history.epochs().isEmpty()) {
      return List.of();
    }
    EpochResult last = history.last();
    List<String> lines = new ArrayList<>(result.statistics().lines(moving(last)));
    lines.add(
        String.format(
            Locale.ROOT,
            "loss %.3f, train acc %.3f, test acc %.3f",
            last.trainLoss(),
            last.trainAccuracy(),
            moving(last)));
    lines.add(
        String.format(
            Locale.ROOT,
            "%.1f examples/sec on %s",
            history.examplesPerSecond(),
            Device.describe(execution)));
    return lines;
  }
}
