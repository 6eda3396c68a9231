package org.evenkeel.reference;

import org.evenkeel.graph.Node;
import org.evenkeel.graph.Shape;

/// What a node computes: (n, c, h, w) or (n, features) row-major if it is per-example, else the sizes of its shape.
///
/// @param shape the shape, without the batch
/// @param perExample whether there is one value per example
/// @param examples number of examples, 1 for a batch-wide value
/// @param data the numbers
record Values(Shape shape, boolean perExample, int examples, double[] data) {

  /// Returns zeros for the result of `node`.
  static Values zeros(Node node, int examples) {
    int n = node.perExample() ? examples : 1;
    double[] data = new double[Math.multiplyExact(n, node.shape().values())];
    return new Values(node.shape(), node.perExample(), n, data);
  }

  int channels() {
    return shape.channels();
  }

  int positions() {
    return shape.positions();
  }

  /// Returns where the operand of channel `c` of example `n` begins; a batch-wide value and one of a single channel are broadcast.
  int plane(int n, int c) {
    if (!perExample) {
      return shape.rank() == 0 ? 0 : c;
    }
    return channels() == 1 ? n * positions() : (n * channels() + c) * positions();
  }

  /// Returns the distance from one position to the next inside a plane: 0 for a batch-wide value, the same everywhere.
  int step() {
    return perExample ? 1 : 0;
  }
}
