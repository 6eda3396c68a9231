package org.evenkeel.nn.norm;

/// How stored statistics follow the batches: never a bare number, because frameworks mean opposite things by it.
///
/// Every kind is a schedule of *keep* in stored = keep·stored + (1 − keep)·batch; t counts the batches before this one. The counter is a state of the layer
/// (`batches`, or `count` for [Pooled]) and saved with the model, in float32: exact up to 2²⁴.
public sealed interface Momentum {
  /// What happens while few batches have been seen.
  enum Start {
    /// Nothing: the initial 0 and 1 fade out.
    INITIAL,
    /// The weights of the batches seen are divided by their sum: keep·(1 − keepᵗ) / (1 − keepᵗ⁺¹). What is stored is the debiased value.
    DEBIASED,
    /// The first batch replaces the initial values: keep is 0 for t = 0.
    FIRST_BATCH
  }

  /// The same share always: an exponential moving average.
  ///
  /// @param keep share of the old value that is kept
  /// @param start what happens while few batches have been seen
  record Share(double keep, Start start) implements Momentum {
    /// Checks the share.
    ///
    /// @throws IllegalArgumentException if it is outside [0, 1], or 1 with [Start#DEBIASED]
    public Share {
      inUnit("keepOld", keep);
      if (start == Start.DEBIASED && keep == 1) {
        throw new IllegalArgumentException(
            "momentum: debiased() expects keepOld below 1, got 1; see cumulative()");
      }
    }

    /// Returns this without the influence of the initial 0 and 1: a short run is not dominated by them.
    public Share debiased() {
      return new Share(keep, Start.DEBIASED);
    }

    /// Returns this with the first batch in place of the initial 0 and 1.
    public Share fromFirstBatch() {
      return new Share(keep, Start.FIRST_BATCH);
    }
  }

  /// Every batch weighs the same: keep = t / (t + 1), as PyTorch does for `momentum=None`.
  record Cumulative() implements Momentum {}

  /// Every *value* weighs the same: moments are merged by their counts, with the term for the distance between the means of the batches, as if all
  /// batches seen were one. Source: Chan, Golub & LeVeque 1983.
  record Pooled() implements Momentum {}

  /// Returns moving = share·moving + (1 − share)·batch, as Keras and the book count.
  static Share keepOld(double share) {
    return new Share(share, Start.INITIAL);
  }

  /// Returns moving = (1 − share)·moving + share·batch, as PyTorch counts.
  static Share weightNew(double share) {
    inUnit("weightNew", share);
    return new Share(1 - share, Start.INITIAL);
  }

  /// Returns the average of all batches so far, each with the same weight.
  static Cumulative cumulative() {
    return new Cumulative();
  }

  /// Returns the moments of all batches so far taken together.
  static Pooled pooled() {
    return new Pooled();
  }

  private static void inUnit(String what, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "momentum: expected %s in [0, 1], got %s".formatted(what, share));
    }
  }
}
