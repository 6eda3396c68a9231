package org.evenkeel.nn.norm;

/// What a layer remembers of the batches that it saw, and what it uses that for. Two of the three switches are here; the third is [Affine#learning].
///
/// @param kept whether there are stored statistics at all
/// @param momentum how they follow the batches
/// @param variance which variance is stored
/// @param normalizeWith which statistics normalize in training
/// @param updating whether training updates the stored ones
public record Tracking(
    boolean kept,
    Momentum momentum,
    BatchNorm.StoredVariance variance,
    Normalizing normalizeWith,
    boolean updating) {
  /// Checks that what is used is kept.
  ///
  /// @throws IllegalArgumentException if stored statistics are to be used where none are kept
  public Tracking {
    if (!kept && (normalizeWith == Normalizing.STORED || updating)) {
      throw new IllegalArgumentException(
          "batchNorm: untracked() keeps no statistics, so none can be updated or normalize;"
              + " leave out untracked(), normalizeWith(STORED) and updating(true)");
    }
  }

  /// Returns statistics that follow the batches, while those of the batch normalize.
  static Tracking following(Momentum momentum, BatchNorm.StoredVariance variance) {
    return new Tracking(true, momentum, variance, Normalizing.BATCH, true);
  }

  Tracking momentum(Momentum other) {
    return new Tracking(kept, other, variance, normalizeWith, updating);
  }

  Tracking variance(BatchNorm.StoredVariance other) {
    return new Tracking(kept, momentum, other, normalizeWith, updating);
  }

  Tracking normalizeWith(Normalizing which) {
    return new Tracking(kept, momentum, variance, which, updating);
  }

  Tracking updating(boolean on) {
    return new Tracking(kept, momentum, variance, normalizeWith, on);
  }

  Tracking none() {
    return new Tracking(false, momentum, variance, Normalizing.BATCH, false);
  }
}
