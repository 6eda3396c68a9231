package org.evenkeel.train;

import java.lang.System.Logger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.evenkeel.model.Model;

/// Says once of a model that it predicts by statistics that no training has updated: mean 0 and variance 1 normalize nothing. Predicting works all the
/// same.
public final class UntrainedStatistics {
  private static final Set<Model> SAID =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private UntrainedStatistics() {}

  /// Returns what is to be said of a model, in one line; empty if there is nothing, or if it was said before. Who asks before predicting says it himself;
  /// otherwise [Predictor] and [Evaluator] leave it to the system's logger.
  public static Optional<String> warning(Model model) {
    List<String> layers = model.layersNeverUpdated();
    if (layers.isEmpty() || !SAID.add(model)) {
      return Optional.empty();
    }
    String others = layers.size() == 1 ? "" : " and %d more".formatted(layers.size() - 1);
    return Optional.of(
        ("layer \"%s\"%s predicts with its initial statistics, mean 0 and variance 1, which no"
                + " training has updated; train the model, with updating(true) in that layer, or"
                + " give it exact statistics of data (recalibration)")
            .formatted(layers.getFirst(), others));
  }

  /// Logs what is to be said of a model.
  static void log(Model model) {
    warning(model)
        .ifPresent(
            line ->
                System.getLogger(UntrainedStatistics.class.getName())
                    .log(Logger.Level.WARNING, line));
  }
}
