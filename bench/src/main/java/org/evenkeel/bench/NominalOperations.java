package org.evenkeel.bench;

import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Counts the multiply-adds that a graph nominally needs for one example: those of convolutions and
/// dense layers, forward, weight gradients and input gradients (none for the first layer's input,
/// which no graph asks for). A window that hangs over the edge counts whole. Everything else,
/// normalization and activations above all, is work that counts for nothing.
final class NominalOperations {
  private NominalOperations() {}

  /// Returns the multiply-adds for one example.
  static long multiplyAdds(Graph graph) {
    return graph.nodes().stream().mapToLong(NominalOperations::multiplyAdds).sum();
  }

  private static long multiplyAdds(Node node) {
    return switch (node.op()) {
      // x, w (o, i / groups, kh, kw) → y (o, oh, ow): each weight once at every position of y
      case Op.Conv2d _ -> (long) node.input(1).shape().values() * node.shape().positions();
      // dY (o, oh, ow), w → dX
      case Op.Conv2dInputGradient _ ->
          (long) node.input(1).shape().values() * node.input(0).shape().positions();
      // x, dY (o, oh, ow) → dW
      case Op.Conv2dWeightGradient _ ->
          (long) node.shape().values() * node.input(1).shape().positions();
      case Op.Dense _, Op.DenseInputGradient _ -> node.input(1).shape().values();
      case Op.DenseWeightGradient _ -> node.shape().values();
      default -> 0;
    };
  }
}
