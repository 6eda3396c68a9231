package org.evenkeel.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A finished graph: its nodes in an order in which inputs come first, and what is wanted from it.
///
/// @param nodes every node that a result needs
/// @param results named values: `logits`, `loss`, `correct`, …
/// @param gradients gradient of the loss for each learnable variable
/// @param updates new value of each state that the graph updates
public record Graph(
    List<Node> nodes,
    Map<String, Node> results,
    Map<Variable, Node> gradients,
    Map<Variable, Node> updates) {

  /// Copies the maps, keeping their order.
  public Graph {
    nodes = List.copyOf(nodes);
    results = new LinkedHashMap<>(results);
    gradients = new LinkedHashMap<>(gradients);
    updates = new LinkedHashMap<>(updates);
  }

  /// Returns the canonical graph that computes the given values: what nobody needs is dropped, multiply and add become multiply-add.
  public static Graph of(
      Map<String, Node> results, Map<Variable, Node> gradients, Map<Variable, Node> updates) {
    List<Node> wanted = new ArrayList<>(results.values());
    wanted.addAll(gradients.values());
    wanted.addAll(updates.values());
    Canonicalization canonical = new Canonicalization(reachable(wanted), wanted);
    Map<String, Node> newResults = replaced(results, canonical);
    Map<Variable, Node> newGradients = replaced(gradients, canonical);
    Map<Variable, Node> newUpdates = replaced(updates, canonical);
    List<Node> roots = new ArrayList<>(newResults.values());
    roots.addAll(newGradients.values());
    roots.addAll(newUpdates.values());
    return new Graph(reachable(roots), newResults, newGradients, newUpdates);
  }

  /// Returns the graph that computes the given values without any rewriting, for those who ask what the layers wrote; plans take the canonical one.
  public static Graph asWritten(Map<String, Node> results) {
    return new Graph(reachable(results.values()), results, Map.of(), Map.of());
  }

  private static <K> Map<K, Node> replaced(Map<K, Node> map, Canonicalization canonical) {
    Map<K, Node> result = new LinkedHashMap<>();
    map.forEach((key, node) -> result.put(key, canonical.replacement(node)));
    return result;
  }

  /// Returns the nodes that the roots need, inputs first.
  static List<Node> reachable(Collection<Node> roots) {
    Set<Node> seen = new HashSet<>();
    List<Node> order = new ArrayList<>();
    for (Node root : roots) {
      visit(root, seen, order);
    }
    order.sort(java.util.Comparator.comparingInt(Node::id));
    return order;
  }

  private static void visit(Node node, Set<Node> seen, List<Node> order) {
    if (seen.add(node)) {
      for (Node input : node.inputs()) {
        visit(input, seen, order);
      }
      order.add(node);
    }
  }

  /// Returns the variables that the graph reads, in the order of their first use.
  public List<Variable> variables() {
    List<Variable> variables = new ArrayList<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Read(Variable variable)) {
        variables.add(variable);
      }
    }
    return variables;
  }
}
