package org.evenkeel.train;

import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.TrackedMoments;

/// Which statistics normalize when a model is evaluated.
public enum Statistics {
  /// The moving statistics, as training left them.
  MOVING,
  /// The training set's own moments, layer after layer, each with the layers before it as prediction computes them: [Recalibration#exact].
  EXACT,
  /// The training set's moments from one pass in training mode: [Recalibration#pooled].
  POOLED,
  /// Those of each batch that is evaluated: *transductive*, an example's prediction depends on the others in its batch.
  BATCH;

  /// Up to so many passes [#EXACT] is the better choice; beyond it takes too long.
  public static final int MOST_EXACT_PASSES = 8;

  /// Returns whether predictions depend on the company that examples are evaluated in.
  public boolean isTransductive() {
    return this == BATCH;
  }

  /// Returns what estimates the moments of a whole data set for a network: [#EXACT] up to 8 normalization layers one after the other, [#POOLED] above.
  public static Statistics ofPopulation(Sequential network) {
    return TrackedMoments.of(network).passes() <= MOST_EXACT_PASSES ? EXACT : POOLED;
  }
}
