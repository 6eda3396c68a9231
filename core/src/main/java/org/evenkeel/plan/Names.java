package org.evenkeel.plan;

import java.util.Locale;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Names of steps as people read them: the operation and the layer that asked for it.
final class Names {
  private Names() {}

  static String of(Node node) {
    return node.layer().isEmpty() ? operation(node) : node.layer() + ": " + operation(node);
  }

  static String operation(Node node) {
    return switch (node.op()) {
      case Op.Input(String name) -> "load " + name;
      case Op.Unary(Op.Function function) -> lower(function.name());
      case Op.Binary(Op.Operator operator) ->
          lower(operator.name()) + (node.inputs().getLast().perExample() ? "" : " batch-wide");
      case Op.Moments _ -> node.inputs().size() == 2 ? "weighted moments" : "moments";
      case Op.MomentPart(Op.Part part) -> lower(part.name());
      case Op.Read(var variable) -> variable.name();
      case Op.Constant(double value) -> String.valueOf(value);
      default -> camel(node.op().getClass().getSimpleName());
    };
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Turns `SumProduct` into `sum product`.
  private static String camel(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
