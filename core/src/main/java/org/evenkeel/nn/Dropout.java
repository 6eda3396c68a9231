package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;

/// Sets a share of the values to 0 in training and scales the others by 1 / (1 − rate); the identity in prediction.
///
/// Numerics: which values are dropped depends on seed, step, example and position alone.
/// Source: Srivastava et al. 2014, in the inverted form.
///
/// @param rate share dropped, in [0, 1)
public record Dropout(double rate) implements Layer {
  static final String TYPE = "dropout";

  /// Checks the rate.
  ///
  /// @throws IllegalArgumentException if it is outside [0, 1)
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: expected a rate in [0, 1), got " + rate);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return scope.training() ? x.dropout(rate, scope.nextDropout()) : x;
  }

  @Override
  public Settings settings() {
    return Settings.none().with("rate", rate);
  }
}
