package org.evenkeel.nn;

import org.evenkeel.graph.Initializer;

/// Ways to start the weights of a convolution or dense layer, by their common names.
public enum WeightInit {
  /// Uniform, limit √(6 / (fanIn + fanOut)); the default.
  GLOROT_UNIFORM("glorotUniform"),
  /// Uniform, limit √(6 / fanIn).
  HE_UNIFORM("heUniform"),
  /// Normal, standard deviation √(2 / fanIn).
  HE_NORMAL("heNormal"),
  /// All zeros.
  ZEROS("zeros"),
  /// All ones.
  ONES("ones");

  private final String label;

  WeightInit(String label) {
    this.label = label;
  }

  /// Returns the name used in files.
  public String label() {
    return label;
  }

  /// Returns the initializer for weights with the given fans.
  public Initializer of(int fanIn, int fanOut) {
    return switch (this) {
      case GLOROT_UNIFORM -> Initializer.glorotUniform(fanIn, fanOut);
      case HE_UNIFORM -> Initializer.heUniform(fanIn);
      case HE_NORMAL -> Initializer.heNormal(fanIn);
      case ZEROS -> Initializer.zeros();
      case ONES -> Initializer.ones();
    };
  }

  /// Returns the initializer called `label`.
  ///
  /// @throws IllegalArgumentException if there is none
  static WeightInit named(String label) {
    for (WeightInit init : values()) {
      if (init.label.equals(label)) {
        return init;
      }
    }
    throw new IllegalArgumentException("weights: unknown initializer \"%s\"".formatted(label));
  }
}
