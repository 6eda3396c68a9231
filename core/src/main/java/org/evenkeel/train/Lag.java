package org.evenkeel.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.FollowedStatistic;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.TrackedMoments;

/// How far the moving statistics of one layer are behind others, usually exact ones.
///
/// Channels whose exact variance is 0 have no unit to measure in and are left out.
///
/// @param layer the layer that keeps the statistics
/// @param means per channel (movingMean − mean) / √variance, in units of the exact standard deviation
/// @param logVariances per channel log(movingVariance / variance)
public record Lag(String layer, List<Double> means, List<Double> logVariances) {
  /// Copies the lists.
  public Lag {
    means = List.copyOf(means);
    logVariances = List.copyOf(logVariances);
  }

  /// Returns the greatest distance of a mean, in standard deviations; 0 without channels.
  public double greatestMean() {
    return greatest(means);
  }

  /// Returns the root of the mean square distance of the means, in standard deviations; 0 without channels.
  public double rmsMean() {
    return rms(means);
  }

  /// Returns the greatest |log(movingVariance / variance)|; 0 without channels.
  public double greatestLogVariance() {
    return greatest(logVariances);
  }

  /// Returns the root of the mean square of log(movingVariance / variance); 0 without channels.
  public double rmsLogVariance() {
    return rms(logVariances);
  }

  private static double greatest(List<Double> values) {
    return values.stream().mapToDouble(Math::abs).max().orElse(0);
  }

  private static double rms(List<Double> values) {
    return Math.sqrt(values.stream().mapToDouble(v -> v * v).average().orElse(0));
  }

  /// Returns the lag of every layer that follows a mean and a variance, in the order of the network.
  ///
  /// @param moving the model as trained
  /// @param exact the same network with the statistics to compare with, as [Recalibration] returns it
  public static List<Lag> between(Model moving, Model exact) {
    List<Lag> lags = new ArrayList<>();
    for (States states : states(moving)) {
      lags.add(
          of(
              states.mean().layer(),
              new Pair(
                  moving.variables().of(states.mean()), moving.variables().of(states.variance())),
              new Pair(
                  exact.variables().of(states.mean()), exact.variables().of(states.variance()))));
    }
    return lags;
  }

  private record States(Variable mean, Variable variance) {}

  private record Pair(float[] mean, float[] variance) {}

  /// Pairs the states that follow mean and variance of the same moments.
  private static List<States> states(Model model) {
    List<FollowedStatistic> all = TrackedMoments.of(model.network()).states();
    Map<Set<?>, Variable> means = new HashMap<>();
    for (FollowedStatistic followed : all) {
      if (followed.state().role() == Role.MOVING_MEAN) {
        means.put(new HashSet<>(followed.moments()), followed.state());
      }
    }
    List<States> pairs = new ArrayList<>();
    for (FollowedStatistic followed : all) {
      Variable mean = means.get(followed.moments());
      if (followed.state().role() == Role.MOVING_VARIANCE && mean != null) {
        pairs.add(new States(mean, followed.state()));
      }
    }
    return pairs;
  }

  private static Lag of(String layer, Pair moving, Pair exact) {
    List<Double> means = new ArrayList<>();
    List<Double> logVariances = new ArrayList<>();
    for (int c = 0; c < exact.mean().length; c++) {
      double variance = exact.variance()[c];
      if (variance > 0) {
        means.add(((double) moving.mean()[c] - exact.mean()[c]) / Math.sqrt(variance));
        logVariances.add(StrictMath.log(moving.variance()[c] / variance));
      }
    }
    return new Lag(layer, means, logVariances);
  }
}
