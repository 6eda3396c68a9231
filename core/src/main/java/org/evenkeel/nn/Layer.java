package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;

/// One layer: an immutable description that, applied to a symbolic value, writes operations into a graph.
public interface Layer {
  /// Returns the registered name of this kind of layer: `conv2d`, `batchNorm`, …
  String type();

  /// Writes the layer's operations.
  ///
  /// @param x what comes in
  /// @param scope where parameters and state are declared, and whether this is training or prediction
  /// @return what goes out
  /// @throws IllegalArgumentException if the shape of x does not suit the layer
  PerExample apply(PerExample x, Scope scope);

  /// Returns whether what goes out has the examples and positions of what came in, each made of its own alone (or, for batch normalization, of
  /// statistics): then a mask ([Scope#mask]) of what came in holds for what goes out. Other layers drop it. False by default.
  default boolean keepsPositions() {
    return false;
  }

  /// Returns what a [LayerFactory] needs to make the same layer again; empty by default.
  default Settings settings() {
    return Settings.none();
  }
}
