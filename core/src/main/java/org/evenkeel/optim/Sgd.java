package org.evenkeel.optim;

/// Stochastic gradient descent with optional momentum and weight decay.
///
/// Formula: g ← g + decay·w; v ← momentum·v + g (v starts at 0); w ← w − rate·v.
///
/// Numerics: docs/NUMERICS.md, section 9. Weight decay applies to every learnable parameter.
///
/// @param rate learning rate
/// @param momentum share of the velocity kept, 0 for plain descent
/// @param decay weight decay
public record Sgd(float rate, float momentum, float decay) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if the rate is not positive and finite, momentum is outside [0, 1) or decay is negative
  public Sgd {
    if (!(rate > 0 && rate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("sgd: expected a learning rate above 0, got " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("sgd: expected momentum in [0, 1), got " + momentum);
    }
    if (!(decay >= 0 && decay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("sgd: expected weight decay of at least 0, got " + decay);
    }
  }

  /// Returns plain descent with the given learning rate.
  public static Sgd rate(double rate) {
    return new Sgd((float) rate, 0, 0);
  }

  /// Returns this with momentum.
  public Sgd momentum(double share) {
    return new Sgd(rate, (float) share, decay);
  }

  /// Returns this with weight decay.
  public Sgd decay(double amount) {
    return new Sgd(rate, momentum, (float) amount);
  }
}
