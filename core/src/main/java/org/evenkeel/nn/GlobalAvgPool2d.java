package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;

/// The average of each channel over all its positions.
///
/// Shapes: x (n, c, h, w); y (n, c).
public record GlobalAvgPool2d() implements Layer {
  static final String TYPE = "globalAvgPool2d";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "globalAvgPool2d: expected (n, channels, height, width), got " + x.shape().withBatch());
    }
    Kernel whole = new Kernel(x.shape().height(), x.shape().width(), 1, 1);
    return x.avgPool(Padding.valid().window(x.shape(), whole), false)
        .reshape(Shape.of(x.shape().channels()));
  }
}
