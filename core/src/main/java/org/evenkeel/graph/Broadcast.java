package org.evenkeel.graph;

import org.evenkeel.graph.Op.Operator;

/// Rules by which two operands of different shapes meet.
final class Broadcast {
  private Broadcast() {}

  /// Returns the shape of `a op b`, at least one of them per-example.
  static Shape shape(Operator operator, Node a, Node b) {
    if (a.perExample() && b.perExample()) {
      return examples(operator, a.shape(), b.shape());
    }
    Node example = a.perExample() ? a : b;
    Node wide = a.perExample() ? b : a;
    if (wide.shape().rank() != 0 && !wide.shape().equals(Shape.of(example.shape().channels()))) {
      throw new IllegalArgumentException(
          "%s: expected a batch-wide value of shape (%d) or () beside %s, got %s"
              .formatted(
                  name(operator),
                  example.shape().channels(),
                  example.shape().withBatch(),
                  wide.shape()));
    }
    return example.shape();
  }

  private static Shape examples(Operator operator, Shape a, Shape b) {
    if (a.equals(b) || b.equals(a.withChannels(1))) {
      return a;
    }
    if (a.equals(b.withChannels(1))) {
      return b;
    }
    throw new IllegalArgumentException(
        "%s: shapes %s and %s do not fit; expected equal shapes, or one channel on one side"
            .formatted(name(operator), a.withBatch(), b.withBatch()));
  }

  private static String name(Operator operator) {
    return operator.name().toLowerCase(java.util.Locale.ROOT);
  }
}
