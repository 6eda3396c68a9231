package org.evenkeel.nn;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;

/// A fully connected layer, y = W·x + b.
///
/// Shapes: x (n, inputs); weight (outputs, inputs); bias (outputs); y (n, outputs).
///
/// @param outputs output features
/// @param bias whether there is a bias per output
/// @param weights how the weights start
public record Dense(int outputs, boolean bias, WeightInit weights) implements Layer {
  static final String TYPE = "dense";

  /// Checks the size.
  ///
  /// @throws IllegalArgumentException if outputs is not positive
  public Dense {
    if (outputs < 1) {
      throw new IllegalArgumentException("dense: expected at least 1 output, got " + outputs);
    }
  }

  /// Returns this layer without bias; a following batch norm makes a bias superfluous.
  public Dense withoutBias() {
    return new Dense(outputs, false, weights);
  }

  /// Returns this layer with weights that start otherwise.
  public Dense weights(WeightInit init) {
    return new Dense(outputs, bias, init);
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
    if (x.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "dense: expected (n, features), got " + x.shape().withBatch() + "; flatten it first");
    }
    int inputs = x.shape().channels();
    BatchWide w =
        scope.parameter(Role.WEIGHT, Shape.of(outputs, inputs), weights.of(inputs, outputs));
    return bias
        ? x.dense(w, scope.parameter(Role.BIAS, Shape.of(outputs), Initializer.zeros()))
        : x.dense(w);
  }

  @Override
  public Settings settings() {
    return Settings.none()
        .with("outputs", outputs)
        .with("bias", bias)
        .with("weights", weights.label());
  }

  static Dense create(Settings s) {
    s.requireOnly(TYPE, "outputs", "bias", "weights");
    return new Dense(
        s.integer("outputs"),
        s.flag("bias", true),
        WeightInit.named(s.text("weights", WeightInit.GLOROT_UNIFORM.label())));
  }
}
