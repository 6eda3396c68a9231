package org.evenkeel.reference;

import java.util.Map;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Variable;

/// Everything that a run of the reference computed, in public layout. The arrays are not copied.
public final class ReferenceResult {
  private final Graph graph;
  private final Map<Node, Values> values;
  private final int examples;

  ReferenceResult(Graph graph, Map<Node, Values> values, int examples) {
    this.graph = graph;
    this.values = values;
    this.examples = examples;
  }

  /// Returns the number of examples.
  int examples() {
    return examples;
  }

  /// Returns what a node computed.
  ///
  /// @throws IllegalArgumentException if the node does not belong to the graph
  public double[] value(Node node) {
    if (!values.containsKey(node)) {
      throw new IllegalArgumentException("the graph has no node " + node);
    }
    return values.get(node).data();
  }

  /// Returns the result called `name`.
  ///
  /// @throws IllegalArgumentException if there is none
  public double[] result(String name) {
    return value(wanted("result", graph.results(), name));
  }

  /// Returns the gradient of the loss for `variable`.
  ///
  /// @throws IllegalArgumentException if the graph computes none
  public double[] gradient(Variable variable) {
    return value(wanted("gradient", graph.gradients(), variable));
  }

  /// Returns the new value of the state `variable`.
  ///
  /// @throws IllegalArgumentException if the graph does not update it
  public double[] update(Variable variable) {
    return value(wanted("update", graph.updates(), variable));
  }

  private static <K> Node wanted(String what, Map<K, Node> nodes, K key) {
    if (!nodes.containsKey(key)) {
      throw new IllegalArgumentException(
          "%s: expected one of %s, got %s".formatted(what, nodes.keySet(), key));
    }
    return nodes.get(key);
  }
}
