package org.evenkeel.graph;

/// What a parameter or state is for. The order is that of a layer's variables in files and checksums.
public enum Role {
  /// Weights of a convolution or dense layer.
  WEIGHT("weight"),
  /// Additive bias.
  BIAS("bias"),
  /// Learnable scale of a normalization.
  GAMMA("gamma"),
  /// Learnable shift of a normalization.
  BETA("beta"),
  /// State that follows a mean.
  MOVING_MEAN("movingMean"),
  /// State that follows a variance.
  MOVING_VARIANCE("movingVariance"),
  /// Any other parameter of a user's layer.
  PARAMETER("parameter"),
  /// Any other state of a user's layer.
  STATE("state");

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /// Returns the name used in files.
  public String label() {
    return label;
  }
}
