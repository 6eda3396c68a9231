package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;

/// A layer under a name of the user's choice.
///
/// @param name unique among its neighbours, without dots
/// @param layer the layer
public record Named(String name, Layer layer) implements Layer {
  /// Checks the name.
  ///
  /// @throws IllegalArgumentException if it is empty or has a dot
  public Named {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException(
          "expected a layer name without dots, got \"" + name + "\"");
    }
  }

  @Override
  public String type() {
    return layer.type();
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return layer.apply(x, scope);
  }

  @Override
  public boolean keepsPositions() {
    return layer.keepsPositions();
  }

  @Override
  public Settings settings() {
    return layer.settings();
  }
}
