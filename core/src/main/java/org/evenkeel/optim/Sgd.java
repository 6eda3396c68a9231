package org.evenkeel.optim;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.evenkeel.graph.Role;

/// Stochastic gradient descent with optional momentum, weight decay and a schedule of the learning rate.
///
/// Formula: g ← g + decay·w; v ← momentum·v + g (v starts at 0); w ← w − rate·factor·v.
///
/// Weight decay holds for the parameters of the roles [#decayed]: weights, and parameters without a role of their own, unless [#decayAll] or
/// [#decayOnly] says otherwise. Decay of gamma, beta and bias takes away what normalization gives back, and regularizes nothing.
///
/// Numerics: docs/NUMERICS.md, section 9.
///
/// @param rate learning rate
/// @param momentum share of the velocity kept, 0 for plain descent
/// @param decay weight decay
/// @param decayed the roles of the parameters that decay
/// @param schedule what the rate is multiplied by, step by step
public record Sgd(float rate, float momentum, float decay, Set<Role> decayed, Schedule schedule) {
  private static final Set<Role> WEIGHTS =
      Collections.unmodifiableSet(EnumSet.of(Role.WEIGHT, Role.PARAMETER));

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
    decayed = Set.copyOf(decayed);
  }

  /// Returns plain descent with the given learning rate.
  public static Sgd rate(double rate) {
    return new Sgd((float) rate, 0, 0, WEIGHTS, Schedule.constant());
  }

  /// Returns this with momentum.
  public Sgd momentum(double share) {
    return new Sgd(rate, (float) share, decay, decayed, schedule);
  }

  /// Returns this with weight decay.
  public Sgd decay(double amount) {
    return new Sgd(rate, momentum, (float) amount, decayed, schedule);
  }

  /// Returns this with weight decay of every learnable parameter; gamma, beta and bias included.
  public Sgd decayAll() {
    return new Sgd(rate, momentum, decay, EnumSet.allOf(Role.class), schedule);
  }

  /// Returns this with weight decay of the parameters that have one of the given roles.
  public Sgd decayOnly(Role first, Role... others) {
    return new Sgd(rate, momentum, decay, EnumSet.of(first, others), schedule);
  }

  /// Returns this with another schedule.
  public Sgd schedule(Schedule other) {
    return new Sgd(rate, momentum, decay, decayed, other);
  }

  /// Returns the learning rate of a step, at least 0.
  ///
  /// @param step the step, from 0
  /// @param steps all steps of the run
  public float rateAt(long step, long steps) {
    return (float) (rate * schedule.factor(step, steps));
  }
}
