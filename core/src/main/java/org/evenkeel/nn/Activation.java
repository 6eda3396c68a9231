package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;

/// Element-wise activation functions.
public enum Activation implements Layer {
  /// 1 / (1 + e⁻ˣ).
  SIGMOID("sigmoid"),
  /// max(x, 0).
  RELU("relu"),
  /// Hyperbolic tangent.
  TANH("tanh");

  private final String type;

  Activation(String type) {
    this.type = type;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return switch (this) {
      case SIGMOID -> x.sigmoid();
      case RELU -> x.relu();
      case TANH -> x.tanh();
    };
  }
}
