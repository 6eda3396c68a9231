package org.evenkeel.plan;

import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Nominal multiply-adds: what convolutions and dense layers cost by their definition, however they are computed.
///
/// A convolution takes, for one example, (values of the result) × (weights that one of them reads), positions in the padding included;
/// its weight gradient and its input gradient take as many each. A dense layer is a convolution of one position. All other operations
/// count nothing.
public final class MultiplyAdds {
  private MultiplyAdds() {}

  /// Returns the multiply-adds of a graph for one example.
  public static long of(Graph graph) {
    return graph.nodes().stream().mapToLong(MultiplyAdds::of).sum();
  }

  /// Returns the multiply-adds of one node for one example.
  static long of(Node node) {
    return switch (node.op()) {
      case Op.Conv2d _, Op.Dense _ -> (long) node.shape().values() * perOutput(node.input(1));
      case Op.Conv2dInputGradient _, Op.DenseInputGradient _ ->
          (long) node.input(0).shape().values() * perOutput(node.input(1));
      case Op.Conv2dWeightGradient _, Op.DenseWeightGradient _ ->
          (long) node.input(1).shape().values() * perOutput(node);
      default -> 0;
    };
  }

  /// Returns how many of the weights, (o, …), one output reads.
  private static int perOutput(Node weights) {
    return weights.shape().values() / weights.shape().size(0);
  }
}
