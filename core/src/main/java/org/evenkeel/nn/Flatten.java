package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;

/// All values of an example in one row, order c, h, w.
///
/// Shapes: x (n, c, h, w); y (n, c·h·w).
public record Flatten() implements Layer {
  static final String TYPE = "flatten";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    return x.reshape(Shape.of(x.shape().values()));
  }
}
