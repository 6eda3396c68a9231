package org.evenkeel.nn.norm;

import java.util.List;
import org.evenkeel.graph.PerExample;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Scales each example by the root mean square of its own values: y = γ·x/√(mean(x²) + ε), for all values of an example, or for each run of its last
/// dimensions.
///
/// Shapes: x, y (n, features) or (n, c, h, w); gamma of the normalized shape, as in [LayerNorm].
///
/// Training and prediction: the same.
///
/// Numerics: magnitudes up to 1e30 do not overflow. docs/NUMERICS.md, section 6.
///
/// Source: Zhang & Sennrich 2019, equation 4.
///
/// @param shape sizes of the last dimensions, which are normalized; empty for all
/// @param affine whether there is a gamma
/// @param epsilon ε, added to the mean square
public record RmsNorm(List<Integer> shape, boolean affine, double epsilon) implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "rmsNorm";

  /// Checks the sizes and epsilon.
  ///
  /// @throws IllegalArgumentException if a size is not positive or epsilon below 1e-8
  public RmsNorm {
    shape = NormalizedShape.check(TYPE, shape);
    Epsilon.check(TYPE, epsilon);
  }

  /// Returns the defaults of Keras over a whole example: ε = 1e-6.
  public static RmsNorm likeKeras() {
    return new RmsNorm(List.of(), true, 1e-6);
  }

  /// Returns the defaults of PyTorch over a whole example: ε is the distance from 1 to the next float32, 2⁻²³.
  public static RmsNorm likePyTorch() {
    return new RmsNorm(List.of(), true, 0x1p-23);
  }

  /// Returns this layer normalizing the last dimensions, which have the given sizes.
  public RmsNorm over(Integer... sizes) {
    return new RmsNorm(List.of(sizes), affine, epsilon);
  }

  /// Returns this layer without gamma.
  public RmsNorm withoutAffine() {
    return new RmsNorm(shape, false, epsilon);
  }

  /// Returns this layer with another ε.
  public RmsNorm epsilon(double other) {
    return new RmsNorm(shape, affine, other);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return NormalizedShape.normalize(TYPE, shape, false, affine, epsilon, x, scope);
  }

  @Override
  public Settings settings() {
    return Settings.none().with("shape", shape).with("affine", affine).with("epsilon", epsilon);
  }

  /// Returns the layer with the given settings; what is not set is as in Keras.
  public static RmsNorm create(Settings s) {
    s.requireOnly(TYPE, "shape", "affine", "epsilon");
    return new RmsNorm(
        s.integers("shape", List.of()), s.flag("affine", true), s.number("epsilon", 1e-6));
  }
}
