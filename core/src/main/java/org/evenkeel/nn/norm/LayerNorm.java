package org.evenkeel.nn.norm;

import java.util.List;
import org.evenkeel.graph.PerExample;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Normalizes each example over its own values: y = γ·(x − μ)/√(σ² + ε) + β, one μ and σ² for all values of an example, or for each run of its last
/// dimensions.
///
/// Shapes: x, y (n, features) or (n, c, h, w); gamma, beta of the normalized shape: that of x without n, or the last dimensions that were asked
/// for: (h, w) normalizes each channel's plane, (w) each row.
///
/// Training and prediction: the same; examples never meet, and there are no moving statistics.
///
/// Numerics: σ² is biased. The mean is subtracted in two parts before squares are taken; magnitudes up to 1e30 do not overflow. One value to
/// normalize is refused. docs/NUMERICS.md, section 6.
///
/// Source: Ba, Kiros & Hinton 2016, equations 3 and 4.
///
/// @param shape sizes of the last dimensions, which are normalized; empty for all
/// @param affine whether there are gamma and beta
/// @param epsilon ε, added to the variance
public record LayerNorm(List<Integer> shape, boolean affine, double epsilon) implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "layerNorm";

  /// Checks the sizes and epsilon.
  ///
  /// @throws IllegalArgumentException if a size is not positive or epsilon below 1e-8
  public LayerNorm {
    shape = NormalizedShape.check(TYPE, shape);
    Epsilon.check(TYPE, epsilon);
  }

  /// Returns the defaults of Keras over a whole example: ε = 1e-3.
  public static LayerNorm likeKeras() {
    return new LayerNorm(List.of(), true, 1e-3);
  }

  /// Returns the defaults of PyTorch over a whole example: ε = 1e-5.
  public static LayerNorm likePyTorch() {
    return new LayerNorm(List.of(), true, 1e-5);
  }

  /// Returns this layer normalizing the last dimensions, which have the given sizes.
  public LayerNorm over(Integer... sizes) {
    return new LayerNorm(List.of(sizes), affine, epsilon);
  }

  /// Returns this layer without gamma and beta.
  public LayerNorm withoutAffine() {
    return new LayerNorm(shape, false, epsilon);
  }

  /// Returns this layer with another ε.
  public LayerNorm epsilon(double other) {
    return new LayerNorm(shape, affine, other);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return NormalizedShape.normalize(TYPE, shape, true, affine, epsilon, x, scope);
  }

  @Override
  public Settings settings() {
    return Settings.none().with("shape", shape).with("affine", affine).with("epsilon", epsilon);
  }

  /// Returns the layer with the given settings; what is not set is as in Keras.
  public static LayerNorm create(Settings s) {
    s.requireOnly(TYPE, "shape", "affine", "epsilon");
    return new LayerNorm(
        s.integers("shape", List.of()), s.flag("affine", true), s.number("epsilon", 1e-3));
  }
}
