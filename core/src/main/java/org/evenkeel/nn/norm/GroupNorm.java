package org.evenkeel.nn.norm;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Normalizes each example over groups of neighbouring channels: y = γ·(x − μ)/√(σ² + ε) + β, one μ and σ² for the channels of a group and all their
/// positions, one γ and β for each channel.
///
/// Shapes: x, y (n, c) or (n, c, h, w); gamma, beta (c).
///
/// Training and prediction: the same; examples never meet, and there are no moving statistics.
///
/// Numerics: as [LayerNorm]. A group of one value is refused.
///
/// Source: Wu & He 2018, equations 1 to 4 and 7.
///
/// @param groups groups of channels
/// @param affine whether there are gamma and beta
/// @param epsilon ε, added to the variance
public record GroupNorm(int groups, boolean affine, double epsilon) implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "groupNorm";

  /// Checks the number of groups and epsilon.
  ///
  /// @throws IllegalArgumentException if there is no group or epsilon is below 1e-8
  public GroupNorm {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "groupNorm: expected a positive number of groups, got " + groups);
    }
    Epsilon.check(TYPE, epsilon);
  }

  /// Returns the defaults of Keras: ε = 1e-3.
  public static GroupNorm likeKeras(int groups) {
    return new GroupNorm(groups, true, 1e-3);
  }

  /// Returns the defaults of PyTorch: ε = 1e-5.
  public static GroupNorm likePyTorch(int groups) {
    return new GroupNorm(groups, true, 1e-5);
  }

  /// Returns this layer without gamma and beta.
  public GroupNorm withoutAffine() {
    return new GroupNorm(groups, false, epsilon);
  }

  /// Returns this layer with another ε.
  public GroupNorm epsilon(double other) {
    return new GroupNorm(groups, affine, other);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    int channels = x.shape().channels();
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          "groupNorm: %d groups do not divide the %d channels of %s"
              .formatted(groups, channels, x.shape().withBatch()));
    }
    if (x.shape().values() == groups) {
      throw new IllegalArgumentException(
          "groupNorm: a group of %s has one value; less its mean it would always be 0"
              .formatted(x.shape().withBatch()));
    }
    return affine(x.normalizeGroups(groups, true, epsilon), affine, scope);
  }

  /// Scales and shifts each channel.
  static PerExample affine(PerExample y, boolean affine, Scope scope) {
    if (!affine) {
      return y;
    }
    Shape channels = Shape.of(y.shape().channels());
    BatchWide gamma = scope.parameter(Role.GAMMA, channels, Initializer.ones());
    BatchWide beta = scope.parameter(Role.BETA, channels, Initializer.zeros());
    return y.times(gamma).plus(beta);
  }

  @Override
  public Settings settings() {
    return Settings.none().with("groups", groups).with("affine", affine).with("epsilon", epsilon);
  }

  /// Returns the layer with the given settings; what is not set is as in Keras.
  public static GroupNorm create(Settings s) {
    s.requireOnly(TYPE, "groups", "affine", "epsilon");
    return new GroupNorm(s.integer("groups"), s.flag("affine", true), s.number("epsilon", 1e-3));
  }
}
