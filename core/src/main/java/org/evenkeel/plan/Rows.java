package org.evenkeel.plan;

import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.Slab;

/// Turns ranges of rows into ranges of floats in each channel's plane.
///
/// @param channels planes
/// @param height rows of a plane
/// @param width values of a row
record Rows(int channels, int height, int width) {
  static Rows of(Shape shape) {
    return new Rows(shape.channels(), shape.height(), shape.width());
  }

  /// Returns the floats from one plane to the next.
  int stride() {
    return height * width * Slab.LANES;
  }

  /// Returns the stride of an operand: 0 when its one channel is repeated.
  int stride(Shape operand) {
    return operand.channels() == 1 && channels > 1 ? 0 : stride();
  }

  /// Returns where a row begins in its plane.
  int start(int from) {
    return from * width * Slab.LANES;
  }

  /// Returns the floats of some rows of one plane.
  int count(int from, int to) {
    return (to - from) * width * Slab.LANES;
  }
}
