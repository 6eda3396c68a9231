package org.evenkeel.plan;

import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Window;

/// How many rows of an operand a step needs before it can compute its own rows up to a given one.
final class Reach {
  private Reach() {}

  /// Returns the reach of `node` into its operand `i`, which a step of `producerRows` rows computes.
  static SlabStep.Reach of(Node node, int i, int producerRows) {
    Node operand = node.input(i);
    boolean sameRows = producerRows == operand.shape().height();
    if (operand.op() instanceof Op.Reshape || !sameRows || Lowering.rows(node) == 1) {
      return rowTo -> producerRows;
    }
    return switch (node.op()) {
      case Op.Conv2d(Window window, _) -> forward(window, producerRows);
      case Op.AvgPool(Window window, _) -> forward(window, producerRows);
      case Op.MaxPool(Window window) -> forward(window, producerRows);
      case Op.Conv2dInputGradient(Window window, _) -> backward(window, producerRows);
      case Op.AvgPoolGradient(Window window, _) -> backward(window, producerRows);
      case Op.MaxPoolGradient(Window window) ->
          i == 0 ? rowTo -> producerRows : backward(window, producerRows);
      case Op.Unary _, Op.Binary _, Op.MultiplyAdd _ -> rowTo -> rowTo;
      case Op.ChannelSum _, Op.ChannelBroadcast _, Op.Differs _ -> rowTo -> rowTo;
      case Op.Sum _, Op.SumProduct _, Op.Moments _ -> rowTo -> rowTo;
      default -> rowTo -> producerRows;
    };
  }

  private static SlabStep.Reach forward(Window window, int rows) {
    return rowTo ->
        Math.clamp(
            (long) (rowTo - 1) * window.strideY() - window.top() + window.kernelHeight(), 0, rows);
  }

  private static SlabStep.Reach backward(Window window, int rows) {
    return rowTo -> Math.clamp((long) (rowTo - 1 + window.top()) / window.strideY() + 1, 0, rows);
  }
}
