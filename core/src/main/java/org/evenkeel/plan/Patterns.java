package org.evenkeel.plan;

import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Op.Operator;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.NormKernels.Then;

/// Questions that fusions ask about nodes.
final class Patterns {
  private Patterns() {}

  static boolean is(Node node, Operator operator) {
    return node.op() instanceof Op.Binary(Operator found) && found == operator;
  }

  /// x − m with x per-example and m batch-wide, of as many channels.
  static boolean isCentred(Node node) {
    return is(node, Operator.SUBTRACT)
        && node.perExample()
        && node.input(0).perExample()
        && !node.input(1).perExample()
        && !(node.input(0).op() instanceof Op.Reshape);
  }

  /// fma(a, scale, shift) with both batch-wide.
  static boolean isAffine(Node node) {
    return node.op() instanceof Op.MultiplyAdd
        && !node.input(1).perExample()
        && !node.input(2).perExample();
  }

  /// Returns the activation that a node applies, if the fused kernels know it.
  static Optional<Then> activation(Node node) {
    if (node.op() instanceof Op.Unary(Op.Function function)) {
      return switch (function) {
        case SIGMOID -> Optional.of(Then.SIGMOID);
        case RELU -> Optional.of(Then.RELU);
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /// Returns the activation whose gradient a node computes, if the fused kernels know it.
  static Optional<Then> activationGradient(Node node) {
    if (is(node, Operator.SIGMOID_GRADIENT)) {
      return Optional.of(Then.SIGMOID);
    }
    return is(node, Operator.RELU_GRADIENT) ? Optional.of(Then.RELU) : Optional.empty();
  }

  /// Returns whether a pooling window halves height and width, 2 x 2 without overlap, padding or rest.
  static boolean halves(Window window, Shape shape) {
    return window.equals(new Window(2, 2, 2, 2, 0, 0, 0, 0))
        && shape.height() % 2 == 0
        && shape.width() % 2 == 0;
  }

  /// Returns whether a node is computed again where a later phase needs it: its operands are stored anyway, or take a quarter of the memory.
  static boolean isCheap(Node node) {
    boolean centred = is(node, Operator.SUBTRACT) && !node.input(1).perExample();
    return centred
        || isHalvingGradient(node)
        || (activationGradient(node).isPresent() && isHalvingGradient(node.input(0)));
  }

  /// The gradient of an average pooling that halves height and width.
  static boolean isHalvingGradient(Node node) {
    return node.op() instanceof Op.AvgPoolGradient(Window window, _)
        && halves(window, node.shape());
  }

  /// Returns the draft of the same phase that sums, channel by channel, a node whose value `draft` holds.
  static Optional<Draft> sumOf(Node node, Draft draft) {
    return draft.users().stream()
        .filter(user -> user.node().op() instanceof Op.Sum)
        .filter(user -> user.node().input(0) == node)
        .findFirst();
  }
}
