package org.evenkeel.nn.norm;

/// Which mean and variance normalize in training. In prediction it is the stored ones, if there are any.
public enum Normalizing {
  /// Those of the batch at hand.
  BATCH,
  /// The stored ones, as in prediction: examples do not influence each other, and dX = γ·invStd·dY.
  STORED
}
