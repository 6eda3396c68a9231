package org.evenkeel.graph;

/// A value in a graph under construction.
public sealed interface Value permits PerExample, BatchWide {
  /// Returns the node that computes it.
  Node node();

  /// Returns its shape, without the batch.
  default Shape shape() {
    return node().shape();
  }
}
