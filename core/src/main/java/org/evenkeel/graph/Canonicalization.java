package org.evenkeel.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Op.Operator;

/// Rewrites that belong to the numeric definition (docs/NUMERICS.md, section 3): a per-example a·b + c becomes one multiply-add where the
/// product has no other use, and stop-gradients vanish. The other canonical forms are chosen when a node is asked for.
final class Canonicalization {
  private final GraphBuilder graph = new GraphBuilder();
  private final Map<Node, Integer> uses = new HashMap<>();
  private final Map<Node, Node> replacements = new HashMap<>();

  /// Rewrites `nodes`, of which `wanted` are results.
  Canonicalization(List<Node> nodes, Collection<Node> wanted) {
    wanted.forEach(node -> uses.merge(node, 1, Integer::sum));
    for (Node node : nodes) {
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    for (Node node : nodes) {
      graph.layer(node.layer());
      replacements.put(node, rewrite(node));
    }
  }

  /// Returns the node that stands for `node` now.
  Node replacement(Node node) {
    Node replacement = replacements.get(node);
    if (replacement == null) {
      throw new IllegalStateException("no replacement for " + node);
    }
    return replacement;
  }

  private Node rewrite(Node node) {
    if (node.op() instanceof Op.StopGradient) {
      return replacement(node.input(0));
    }
    if (node.op() instanceof Op.Binary(Operator operator)
        && operator == Operator.ADD
        && node.perExample()) {
      for (int i = 0; i < 2; i++) {
        Node product = node.input(i);
        Node addend = node.input(1 - i);
        if (isSingleProduct(product) && fits(product, addend)) {
          return create(new Op.MultiplyAdd(), node, product.input(0), product.input(1), addend);
        }
      }
    }
    return create(node.op(), node, node.inputs().toArray(Node[]::new));
  }

  private boolean isSingleProduct(Node node) {
    return node.op() instanceof Op.Binary(Operator operator)
        && operator == Operator.MULTIPLY
        && node.perExample()
        && uses.getOrDefault(node, 0) == 1;
  }

  /// A multiply-add takes operands of the product's own shape, and a wide or equally shaped addend.
  private static boolean fits(Node product, Node addend) {
    return product.input(0).shape().equals(product.shape())
        && (!product.input(1).perExample() || product.input(1).shape().equals(product.shape()))
        && (!addend.perExample() || addend.shape().equals(product.shape()));
  }

  private Node create(Op op, Node like, Node... inputs) {
    Node[] replaced = new Node[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      replaced[i] = replacement(inputs[i]);
    }
    return graph.node(op, like.perExample(), like.shape(), replaced);
  }
}
