package org.evenkeel.nn.norm;

import org.evenkeel.graph.BatchWide;

/// How moving statistics follow the batches: never a bare number, because frameworks mean opposite things by it.
///
/// @param keep share of the old value that is kept
public record Momentum(double keep) {
  /// Checks the share.
  ///
  /// @throws IllegalArgumentException if it is outside [0, 1]
  public Momentum {
    if (!(keep >= 0 && keep <= 1)) {
      throw new IllegalArgumentException("momentum: expected a share in [0, 1], got " + keep);
    }
  }

  /// Returns moving = share·moving + (1 − share)·batch, as Keras and the book count.
  public static Momentum keepOld(double share) {
    return new Momentum(share);
  }

  /// Returns moving = (1 − share)·moving + share·batch, as PyTorch counts.
  public static Momentum weightNew(double share) {
    return new Momentum(1 - share);
  }

  /// Returns what `state` becomes after a batch with the given statistic.
  BatchWide follow(BatchWide state, BatchWide statistic) {
    return state.movingAverage(statistic, keep);
  }
}
