package org.evenkeel.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Shuffle;
import org.evenkeel.graph.FollowedStatistic;
import org.evenkeel.model.Model;
import org.evenkeel.nn.TrackedMoments;
import org.evenkeel.nn.TrackedMoments.Tracked;
import org.evenkeel.train.TrainingException.Kind;

/// Estimates the statistics of a trained model anew, from data: what moving statistics only follow.
///
/// Every method returns a new model with the same parameters; the given one is not changed. Which state follows which moments is found in the graph, so that layers of
/// the user's own take part. Dropout is off. A layer that updates no statistics, because it is frozen, keeps those it has.
///
/// Numerics: docs/NUMERICS.md, section 9. Neither threads, nor the width of vectors, nor fusion change a bit; the batch size changes [#pooled] alone.
///
/// Source: Ioffe & Szegedy 2015, algorithm 2, for the pooled statistics; Li et al. 2016 (AdaBN) for another domain; Izmailov et al. 2018, section 3.2, for averaged weights.
public final class Recalibration {
  /// Examples in a batch of [#exact]. Part of the numeric definition.
  static final int EXACT_BATCH = 256;

  /// Most bytes of activations that [#exact] keeps from one pass to the next instead of computing them again.
  static final long MOST_KEPT_BYTES = 32L << 20;

  private Recalibration() {}

  /// Returns the model with the exact moments of `data`: layer after layer, each with the layers before it in prediction mode with *their* exact moments.
  ///
  /// Takes a pass over the data for every normalization that lies behind another; those side by side share one.
  ///
  /// @throws TrainingException if the network does not take such data, or none of its states follows moments
  public static Model exact(Model model, Dataset data, Execution execution) {
    TrackedMoments network = tracked(model, data);
    Model exact = model.copy();
    PopulationStates states = new PopulationStates(data.size());
    MomentsPass passes = new MomentsPass(data, EXACT_BATCH, exact.variables(), execution);
    Map<Tracked, float[]> kept = new LinkedHashMap<>();
    List<FollowedStatistic> left = network.states();
    for (int pass = 0; pass < network.passes(); pass++) {
      boolean last = pass == network.passes() - 1;
      Map<Tracked, float[]> keep =
          last || execution.engine() == Execution.Engine.REFERENCE
              ? Map.of()
              : room(network.moments(pass), data.size(), kept);
      states.learn(
          passes.run(
              network.inPrediction(pass, List.copyOf(kept.keySet()), List.copyOf(keep.keySet())),
              network.moments(pass),
              kept,
              keep));
      kept.putAll(keep);
      left = left.stream().filter(followed -> !set(states, followed, exact)).toList();
    }
    return exact;
  }

  /// Chooses what is kept: as long as it fits, what the moments of a pass are taken of.
  private static Map<Tracked, float[]> room(
      List<Tracked> moments, int examples, Map<Tracked, float[]> kept) {
    long used = kept.values().stream().mapToLong(values -> 4L * values.length).sum();
    Map<Tracked, float[]> keep = new LinkedHashMap<>();
    for (Tracked tracked : moments) {
      long floats = (long) examples * tracked.input().shape().values();
      if (used + 4 * floats <= MOST_KEPT_BYTES) {
        used += 4 * floats;
        keep.put(tracked, new float[(int) floats]);
      }
    }
    return keep;
  }

  /// Returns the model with the moments of `data` merged from batches in training mode: one pass, in the data's order.
  ///
  /// Behind the first normalization this is another estimate than [#exact], because every batch is normalized by itself; they differ by O(1 / batch). The batch size and
  /// the order of the data are part of the result.
  ///
  /// @param batch examples in a batch; the last one may be smaller
  /// @throws TrainingException if the network does not take such data or batches, or none of its states follows moments
  public static Model pooled(Model model, Dataset data, int batch, Execution execution) {
    TrackedMoments network = tracked(model, data);
    Preconditions.severalValuesPerChannel(
        model.network().trace(true).batchStatisticsGraph(),
        Batches.of(data.size(), batch, Shuffle.NONE, 0));
    Model pooled = model.copy();
    MomentsPass pass = new MomentsPass(data, batch, pooled.variables(), execution);
    PopulationStates states = new PopulationStates(data.size());
    states.learn(pass.run(network.inTraining(), network.moments()));
    network.states().forEach(followed -> set(states, followed, pooled));
    return pooled;
  }

  private static boolean set(PopulationStates states, FollowedStatistic followed, Model model) {
    if (!states.knows(followed)) {
      return false;
    }
    states.set(followed, model.variables());
    return true;
  }

  /// Returns the model with the statistics of the first examples of `data`, for another domain or after its weights were averaged: [#exact] up to 8
  /// normalizations one after the other, [#pooled] in batches of 256 above.
  ///
  /// @param examples how many
  /// @throws IllegalArgumentException if there are fewer
  /// @throws TrainingException if the network does not take such data, or none of its states follows moments
  public static Model recalibrate(Model model, Dataset data, int examples) {
    return recalibrate(model, data, examples, Execution.best());
  }

  /// Returns the model with the statistics of the first examples of `data`, as [#recalibrate(Model, Dataset, int)].
  public static Model recalibrate(Model model, Dataset data, int examples, Execution execution) {
    if (examples < 1 || examples > data.size()) {
      throw new IllegalArgumentException(
          "recalibrate: asked for %,d examples, there are %,d; give more data or ask for fewer"
              .formatted(examples, data.size()));
    }
    Dataset first = data.first(examples);
    return Statistics.ofPopulation(model.network()) == Statistics.EXACT
        ? exact(model, first, execution)
        : pooled(model, first, Math.min(examples, EXACT_BATCH), execution);
  }

  private static TrackedMoments tracked(Model model, Dataset data) {
    Preconditions.fitsInput(model.network(), data);
    TrackedMoments network = TrackedMoments.of(model.network());
    if (network.moments().isEmpty()) {
      throw new TrainingException(
          Kind.UNSUITABLE,
          "no layer of the network keeps statistics that follow its batches; there is nothing to"
              + " estimate anew");
    }
    return network;
  }
}
