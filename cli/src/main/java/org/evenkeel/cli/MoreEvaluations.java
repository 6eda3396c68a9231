package org.evenkeel.cli;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.model.Model;
import org.evenkeel.train.Estimates;
import org.evenkeel.train.Evaluator;
import org.evenkeel.train.Statistics;

/// What a run evaluates besides its test accuracy with moving statistics: with other statistics, and averaged weights.
///
/// @param asked what was asked for
/// @param setting what statistics are taken of, and what is evaluated
record MoreEvaluations(StatisticsOptions.Asked asked, Estimates.Setting setting) {
  /// Finds before training what could not be evaluated after it.
  ///
  /// @throws org.evenkeel.train.TrainingException if batches would be too small
  void check(Model model) {
    setting.check(model.network(), asked.atTheEnd());
  }

  /// After every epoch: what was asked for by name; averaged weights, if all was.
  EpochStatistics afterEpoch(Model model, Optional<Model> averaged) {
    return of(
        model, asked.chosen(), asked.all() ? averaged.map(this::estimated) : Optional.empty());
  }

  /// At the end of a run: what is not known yet.
  ///
  /// @param averaged averaged weights with their own statistics
  /// @param known what is known of the last epoch
  EpochStatistics atTheEnd(Model model, Optional<Model> averaged, EpochStatistics known) {
    EnumSet<Statistics> missing = EnumSet.noneOf(Statistics.class);
    missing.addAll(asked.atTheEnd());
    missing.removeAll(known.estimates().evaluations().keySet());
    EpochStatistics more =
        of(model, missing, known.averaged().isPresent() ? Optional.empty() : averaged);
    return new EpochStatistics(
        missing.isEmpty() ? known.estimates() : more.estimates(),
        known.averaged().or(more::averaged));
  }

  private EpochStatistics of(Model model, Set<Statistics> kinds, Optional<Model> averaged) {
    return new EpochStatistics(
        Estimates.of(model, setting, kinds),
        averaged.map(
            weights ->
                new EpochStatistics.Averaged(
                    population(),
                    Evaluator.evaluate(weights, setting.test(), setting.execution()).accuracy())));
  }

  private Statistics population() {
    return asked.population().stream().findFirst().orElse(Statistics.EXACT);
  }

  /// Returns a model with the training set's statistics for its weights; itself where no layer keeps any.
  Model estimated(Model weights) {
    return asked.population().isEmpty() ? weights : setting.estimated(weights, population());
  }
}
