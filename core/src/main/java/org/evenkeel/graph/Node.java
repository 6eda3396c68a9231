package org.evenkeel.graph;

import java.util.List;
import java.util.stream.Collectors;

/// One operation in a graph with its operands. Nodes are compared by identity; a graph holds equal operations once.
public final class Node {
  private final int id;
  private final Op op;
  private final List<Node> inputs;
  private final boolean perExample;
  private final Shape shape;
  private final String layer;

  Node(int id, Op op, List<Node> inputs, boolean perExample, Shape shape, String layer) {
    this.id = id;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.perExample = perExample;
    this.shape = shape;
    this.layer = layer;
  }

  /// Returns the number of the node; inputs have smaller ones.
  public int id() {
    return id;
  }

  /// Returns what it computes.
  public Op op() {
    return op;
  }

  /// Returns its operands.
  public List<Node> inputs() {
    return inputs;
  }

  /// Returns operand `i`.
  public Node input(int i) {
    return inputs.get(i);
  }

  /// Returns whether there is one value per example; otherwise one for the batch.
  public boolean perExample() {
    return perExample;
  }

  /// Returns the shape, without the batch.
  public Shape shape() {
    return shape;
  }

  /// Returns the layer that asked for it, empty outside layers.
  public String layer() {
    return layer;
  }

  @Override
  public String toString() {
    String operands =
        inputs.stream().map(n -> "%" + n.id).collect(Collectors.joining(", ", "(", ")"));
    return "%" + id + " = " + op + operands + " " + (perExample ? shape.withBatch() : shape);
  }
}
