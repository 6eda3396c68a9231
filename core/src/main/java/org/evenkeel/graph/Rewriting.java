package org.evenkeel.graph;

import java.util.HashMap;
import java.util.Map;

/// Copies values of one graph into another, some of them replaced on the way: prediction mode out of training mode, a network without its dropout, a part of
/// it that begins where data are given.
///
/// What is copied twice becomes one node, as everywhere. A rewriting is used while one graph is being built, by one thread.
public final class Rewriting {
  private final GraphBuilder target;
  private final Map<Node, Node> replaced = new HashMap<>();
  private boolean dropout = true;

  /// Starts copying into `target`.
  public Rewriting(GraphBuilder target) {
    this.target = target;
  }

  /// Puts `by`, a value of the target graph, in the place of `node` from now on.
  ///
  /// @throws IllegalArgumentException if it is of another kind or shape
  public Rewriting replace(Node node, Value by) {
    if (node.perExample() != by.node().perExample() || !node.shape().equals(by.shape())) {
      throw new IllegalArgumentException(
          "rewriting %s: expected a value of the same kind and shape, got %s"
              .formatted(node, by.node()));
    }
    replaced.put(node, by.node());
    return this;
  }

  /// Leaves every dropout out from now on.
  public Rewriting withoutDropout() {
    dropout = false;
    return this;
  }

  /// Returns the copy of a per-example value.
  public PerExample perExample(Node node) {
    return new PerExample(target, copy(node));
  }

  /// Returns the copy of a batch-wide value.
  public BatchWide batchWide(Node node) {
    return new BatchWide(target, copy(node));
  }

  private Node copy(Node node) {
    Node known = replaced.get(node);
    if (known != null) {
      return known;
    }
    Node copy;
    if (node.op() instanceof Op.Dropout && !dropout) {
      copy = copy(node.input(0));
    } else {
      Node[] inputs = node.inputs().stream().map(this::copy).toArray(Node[]::new);
      String before = target.layer(node.layer());
      copy = target.node(node.op(), node.perExample(), node.shape(), inputs);
      target.layer(before);
    }
    replaced.put(node, copy);
    return copy;
  }
}
