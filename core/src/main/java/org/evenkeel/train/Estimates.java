package org.evenkeel.train;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Shuffle;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;

/// How a model does on data with one and with another kind of statistics, and how far its moving ones lag behind.
///
/// @param evaluations what each kind that was asked for gave
/// @param lags of every layer, where exact or pooled statistics were asked for; against the exact ones, if both were
public record Estimates(Map<Statistics, Evaluation> evaluations, List<Lag> lags) {
  /// Copies map and list.
  public Estimates {
    EnumMap<Statistics, Evaluation> copy = new EnumMap<>(Statistics.class);
    copy.putAll(evaluations);
    evaluations = copy;
    lags = List.copyOf(lags);
  }

  /// What to estimate from, and how.
  ///
  /// @param statistics read in order: the data that exact and pooled statistics are taken of, usually the training set
  /// @param test what is evaluated
  /// @param batch examples in a batch, of pooled and batch statistics
  /// @param execution what computes
  public record Setting(Dataset statistics, Dataset test, int batch, Execution execution) {
    /// Checks that no batch is too small for what is asked for, without computing anything.
    ///
    /// @throws TrainingException if one is
    public void check(Sequential network, Collection<Statistics> asked) {
      if (asked.contains(Statistics.BATCH)) {
        check(network, test);
      }
      if (asked.contains(Statistics.POOLED)) {
        check(network, statistics);
      }
    }

    private void check(Sequential network, Dataset data) {
      Preconditions.severalValuesPerChannel(
          network.trace(true).batchStatisticsGraph(),
          Batches.of(data.size(), batch, Shuffle.NONE, 0));
    }

    /// Returns a model with statistics estimated anew; its parameters are those of `model`.
    ///
    /// @param kind exact or pooled
    public Model estimated(Model model, Statistics kind) {
      return switch (kind) {
        case EXACT -> Recalibration.exact(model, statistics, execution);
        case POOLED -> Recalibration.pooled(model, statistics, batch, execution);
        case MOVING, BATCH ->
            throw new IllegalArgumentException("estimated: expected EXACT or POOLED, got " + kind);
      };
    }
  }

  /// Estimates statistics and evaluates with them; the model is not changed.
  ///
  /// @throws TrainingException if network, data and batch size do not suit each other, or no state follows moments where such are asked for
  public static Estimates of(Model model, Setting setting, Collection<Statistics> asked) {
    Map<Statistics, Evaluation> evaluations = new EnumMap<>(Statistics.class);
    List<Lag> lags = List.of();
    for (Statistics statistics : List.of(Statistics.POOLED, Statistics.EXACT)) {
      if (asked.contains(statistics)) {
        Model estimated = setting.estimated(model, statistics);
        lags = Lag.between(model, estimated);
        evaluations.put(
            statistics, Evaluator.evaluate(estimated, setting.test(), setting.execution()));
      }
    }
    if (asked.contains(Statistics.MOVING)) {
      evaluations.put(
          Statistics.MOVING, Evaluator.evaluate(model, setting.test(), setting.execution()));
    }
    if (asked.contains(Statistics.BATCH)) {
      evaluations.put(
          Statistics.BATCH,
          Evaluator.evaluateByBatch(model, setting.test(), setting.batch(), setting.execution()));
    }
    return new Estimates(evaluations, lags);
  }

  /// Returns what a kind of statistics gave, if it was asked for.
  public Optional<Evaluation> of(Statistics statistics) {
    return Optional.ofNullable(evaluations.get(statistics));
  }

  /// Returns the accuracy with a kind of statistics, if it was asked for.
  public OptionalDouble accuracy(Statistics statistics) {
    return of(statistics).map(e -> OptionalDouble.of(e.accuracy())).orElse(OptionalDouble.empty());
  }

  /// Returns the kind that tells best what the weights are worth: exact, else pooled statistics, if asked for.
  public Optional<Statistics> population() {
    return List.of(Statistics.EXACT, Statistics.POOLED).stream()
        .filter(evaluations::containsKey)
        .findFirst();
  }
}
