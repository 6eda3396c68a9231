package org.evenkeel.cli;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Split;
import org.evenkeel.model.Json;
import org.evenkeel.optim.Schedule;
import org.evenkeel.optim.Sgd;
import org.evenkeel.train.WeightAverage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What makes the end of a run less of a lottery: schedules, averaged weights, validation data.
final class CureOptions {
  @Option(
      names = "--schedule",
      paramLabel = "SCHEDULE",
      description =
          "How the learning rate changes: constant; step:FACTOR@SHARE[,SHARE...], times FACTOR from"
              + " each SHARE of the run on; cosine, to zero; linear:SHARE, to zero over the last"
              + " SHARE of the run. Default: constant.")
  private String schedule = "constant";

  @Option(
      names = "--warmup",
      paramLabel = "SHARE",
      description = "Let the rate rise from zero over the first SHARE of the run. Default: 0.")
  private double warmUp = 0;

  @Option(
      names = "--decay-all",
      description = "Let --weight-decay hold for gamma, beta and bias too.")
  private boolean decayAll;

  @Option(
      names = "--average-weights",
      paramLabel = "DECAY|last:K",
      description =
          "Average the parameters over the steps, exponentially, or over those of the last K"
              + " epochs; the averaged model is left in averaged/ of the run folder.")
  private @Nullable String average;

  @Option(
      names = "--validation",
      paramLabel = "N",
      description =
          "Keep the last N training examples out, and tell the accuracy on them after each epoch:"
              + " choose by them, not by test data. Default: 0.")
  private int validation = 0;

  /// Checked options.
  ///
  /// @param schedule of the learning rate, with its warm-up
  /// @param average which average of the weights, if any
  /// @param decayAll whether weight decay holds for all parameters
  /// @param validation examples kept out
  record Cures(
      Schedule schedule, Optional<WeightAverage> average, boolean decayAll, int validation) {
    /// Returns the optimizer with schedule and groups.
    Sgd with(Sgd sgd) {
      Sgd scheduled = sgd.schedule(schedule);
      return decayAll ? scheduled.decayAll() : scheduled;
    }

    /// Keeps validation data out.
    Split split(Split data) {
      return validation == 0 ? data : held(data, validation);
    }

    /// Returns what may be wrong with the validation data: that they, or what is left for training, lack classes.
    static Optional<String> doubt(Split split) {
      return split.validation().flatMap(held -> doubt(split.train(), held));
    }

    private static Optional<String> doubt(Dataset train, Dataset held) {
      BitSet left = classes(train);
      BitSet all = classes(held);
      int judged = all.cardinality();
      all.or(left);
      return judged == all.cardinality() && left.equals(all)
          ? Optional.empty()
          : Optional.of(
              "--validation %d: of %d classes, %d are left for training and %d for validation; if"
                      .formatted(held.size(), all.cardinality(), left.cardinality(), judged)
                  + " the data are in the order of their classes, shuffle them first");
    }

    private static BitSet classes(Dataset data) {
      BitSet classes = new BitSet();
      for (int i = 0; i < data.size(); i++) {
        classes.set(data.label(i));
      }
      return classes;
    }

    Json.JsonObject config(Json.JsonObject before) {
      return before
          .with("schedule", schedule.text())
          .with("decay_all", decayAll)
          .with("average_weights", average.map(way -> Json.of(way.text())).orElse(Json.ofNull()))
          .with("validation", validation);
    }
  }

  /// Checks the options.
  ///
  /// @param epochs of the run
  Cures check(int epochs) {
    Schedule plain = option("--schedule", () -> Schedule.parse(schedule));
    Schedule warmed = warmUp == 0 ? plain : option("--warmup", () -> plain.warmUp(warmUp));
    if (validation < 0) {
      throw Failure.usage("--validation: expected at least 0 examples, got " + validation);
    }
    return new Cures(warmed, average(epochs), decayAll, validation);
  }

  private Optional<WeightAverage> average(int epochs) {
    String text = average;
    if (text == null) {
      return Optional.empty();
    }
    WeightAverage way = option("--average-weights", () -> WeightAverage.parse(text));
    if (way instanceof WeightAverage.LastEpochs(int last) && last > epochs) {
      throw Failure.usage(
          "--average-weights last:%d: the run has %d epochs; give at most last:%d"
              .formatted(last, epochs, epochs));
    }
    return Optional.of(way);
  }

  private static <T> T option(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, name + ": " + e.getMessage(), e);
    }
  }

  /// Keeps the last examples out of the training data.
  static Split held(Split data, int examples) {
    return option("--validation", () -> data.holdOut(examples));
  }
}
