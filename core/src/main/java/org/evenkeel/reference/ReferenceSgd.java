package org.evenkeel.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.evenkeel.graph.Variable;

/// Stochastic gradient descent in float64: g ← g + λ·w; v ← μ·v + g; w ← w − rate·v.
///
/// Source: docs/NUMERICS.md, section 9.
public final class ReferenceSgd {
  private final double momentum;
  private final double weightDecay;
  private final Predicate<Variable> decays;
  private final Map<Variable, double[]> velocities = new HashMap<>();

  /// Starts with all velocities 0.
  ///
  /// @param momentum μ
  /// @param weightDecay λ
  /// @param decays which variables the decay holds for
  public ReferenceSgd(double momentum, double weightDecay, Predicate<Variable> decays) {
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.decays = decays;
  }

  /// Returns descent without momentum and weight decay.
  public static ReferenceSgd plain() {
    return new ReferenceSgd(0, 0, _ -> false);
  }

  /// Changes one variable.
  ///
  /// @param rate learning rate
  /// @param w values of the variable, changed
  /// @param gradient gradient of the loss, read
  public void step(double rate, Variable variable, double[] w, double[] gradient) {
    double decay = decays.test(variable) ? weightDecay : 0;
    double[] velocity = velocities.computeIfAbsent(variable, _ -> new double[w.length]);
    for (int i = 0; i < w.length; i++) {
      velocity[i] = momentum * velocity[i] + (gradient[i] + decay * w[i]);
      w[i] -= rate * velocity[i];
    }
  }
}
