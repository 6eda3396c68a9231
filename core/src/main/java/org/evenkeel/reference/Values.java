package org.evenkeel.reference;

import org.evenkeel.graph.Node;
import org.evenkeel.graph.Shape;

/// What a node computes: (n, c, h, w) or (n, features) row-major if it is per-example, else the
/// sizes of its shape.
final class Values {
  private final Shape shape;
  private final boolean perExample;
  private final int examples;
  private final double[] data;

  private Values(Shape shape, boolean perExample, int examples) {
    this.shape = shape;
    this.perExample = perExample;
    this.examples = examples;
    this.data = new double[Math.multiplyExact(examples, shape.values())];
  }

  /// Returns zeros for the result of `node`.
  static Values zeros(Node node, int examples) {
    return new Values(node.shape(), node.perExample(), node.perExample() ? examples : 1);
  }

  /// Returns the shape, without the batch.
  Shape shape() {
    return shape;
  }

  /// Returns whether there is one value per example.
  boolean perExample() {
    return perExample;
  }

  /// Returns the number of examples, 1 for a batch-wide value.
  int examples() {
    return examples;
  }

  /// Returns the numbers; changing the array changes the value.
  double[] data() {
    return data;
  }

  int channels() {
    return shape.channels();
  }

  int positions() {
    return shape.positions();
  }

  /// Returns where the operand of channel `c` of example `n` begins; a batch-wide value and one of
  /// a single channel are broadcast.
  int plane(int n, int c) {
    if (!perExample) {
      return shape.rank() == 0 ? 0 : c;
    }
    return channels() == 1 ? n * positions() : (n * channels() + c) * positions();
  }

  /// Returns the distance from one position to the next inside a plane: 0 for a batch-wide value,
  /// the same everywhere.
  int step() {
    return perExample ? 1 : 0;
  }
}
