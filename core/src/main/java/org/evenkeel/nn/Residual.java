package org.evenkeel.nn;

import java.util.List;
import java.util.Optional;
import org.evenkeel.graph.PerExample;

/// Adds the input of some layers to their output: y = body(x) + shortcut(x).
///
/// Shapes: body(x) and shortcut(x) must agree. Source: He et al. 2016, equation 1.
///
/// @param body layers of the branch
/// @param shortcut layers beside it; none is the identity
public record Residual(List<Layer> body, List<Layer> shortcut) implements Layer {
  static final String TYPE = "residual";

  /// Copies the lists.
  ///
  /// @throws IllegalArgumentException if the body is empty
  public Residual {
    body = List.copyOf(body);
    shortcut = List.copyOf(shortcut);
    if (body.isEmpty()) {
      throw new IllegalArgumentException("residual: expected at least one layer in the body");
    }
  }

  /// Returns this layer with layers in the shortcut.
  public Residual shortcut(Layer... layers) {
    return new Residual(body, List.of(layers));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    PerExample branch = x;
    for (Layer layer : body) {
      branch = scope.apply(layer, branch);
    }
    PerExample straight = x;
    for (Layer layer : shortcut) {
      straight = scope.apply(layer, straight);
    }
    if (!branch.shape().equals(straight.shape())) {
      throw new IllegalArgumentException(
          "residual: the body puts out %s, the shortcut %s; they must agree"
              .formatted(branch.shape().withBatch(), straight.shape().withBatch()));
    }
    PerExample y = branch.plus(straight);
    Optional<PerExample> mask = scope.mask(branch);
    Optional<PerExample> other = scope.mask(straight);
    if (mask.isPresent() && mask.map(PerExample::node).equals(other.map(PerExample::node))) {
      scope.mask(y, mask.get());
    }
    return y;
  }

  @Override
  public Settings settings() {
    return Settings.none().with("body", body).with("shortcut", shortcut);
  }

  static Residual create(Settings s) {
    s.requireOnly(TYPE, "body", "shortcut");
    return new Residual(s.layers("body"), s.layers("shortcut"));
  }
}
