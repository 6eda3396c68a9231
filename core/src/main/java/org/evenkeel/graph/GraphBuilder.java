package org.evenkeel.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Grows a graph node by node; equal operations on equal operands become one node.
public final class GraphBuilder {
  private record Key(Op op, List<Node> inputs, Shape shape) {}

  private final List<Node> nodes = new ArrayList<>();
  private final Map<Key, Node> known = new HashMap<>();
  private String layer = "";

  /// Starts an empty graph.
  public GraphBuilder() {}

  /// Names the layer that the next nodes belong to; returns the former name.
  public String layer(String name) {
    String before = layer;
    layer = name;
    return before;
  }

  /// Returns data of the given shape, given anew for each batch.
  public PerExample input(String name, Shape shape) {
    return example(new Op.Input(name), shape);
  }

  /// Returns the value of a variable.
  public BatchWide read(Variable variable) {
    return wide(new Op.Read(variable), variable.shape());
  }

  /// Returns a number as a batch-wide scalar.
  public BatchWide constant(double value) {
    return wide(new Op.Constant(value), Shape.scalar());
  }

  /// Returns how far training has come as a batch-wide scalar in [0, 1]: steps done over the steps of the whole run, for schedules that do not depend on
  /// its length. In prediction, and where nobody said how many steps there are, it is 1, the end of the run.
  public BatchWide progress() {
    return wide(new Op.Progress(), Shape.scalar());
  }

  /// Returns all nodes so far, inputs before their users.
  List<Node> nodes() {
    return nodes;
  }

  PerExample example(Op op, Shape shape, Node... inputs) {
    return new PerExample(this, node(op, true, shape, inputs));
  }

  BatchWide wide(Op op, Shape shape, Node... inputs) {
    return new BatchWide(this, node(op, false, shape, inputs));
  }

  Node node(Op op, boolean perExample, Shape shape, Node... inputs) {
    List<Node> operands = List.of(inputs);
    return known.computeIfAbsent(
        new Key(op, operands, shape),
        key -> {
          Node node = new Node(nodes.size(), op, operands, perExample, shape, layer);
          nodes.add(node);
          return node;
        });
  }
}
