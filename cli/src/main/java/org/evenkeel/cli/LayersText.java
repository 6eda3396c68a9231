package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;

/// The layers of a model as a table: name, type, shape of the output, learnable and other values.
final class LayersText {
  private static final String ROW = "  %-20s %-18s %-19s %9s %7s";

  private LayersText() {}

  static List<String> lines(Model model) {
    List<String> lines = new ArrayList<>();
    lines.add("Layers");
    lines.add(ROW.formatted("name", "type", "output", "learned", "state"));
    lines.add(ROW.formatted("input", "", model.network().input().withBatch(), "", ""));
    int i = 0;
    for (Map.Entry<String, Shape> output : model.network().trace(false).outputShapes().entrySet()) {
      Layer layer = model.network().layers().get(i++);
      Predicate<Variable> own = v -> within(v.layer(), output.getKey());
      lines.add(
          ROW.formatted(
              cut(output.getKey(), 20),
              cut(layer.type(), 18),
              cut(output.getValue().withBatch(), 19),
              count(model, own.and(Variable::learnable)),
              count(model, own.and(v -> !v.learnable()))));
    }
    lines.add(
        ROW.formatted(
            "together",
            "",
            "",
            count(model, Variable::learnable),
            count(model, v -> !v.learnable())));
    return lines;
  }

  /// Whether a variable's layer is the outer one or lies in it, as in a residual block.
  private static boolean within(String layer, String outer) {
    return layer.equals(outer) || layer.startsWith(outer + ".");
  }

  private static String count(Model model, Predicate<Variable> which) {
    int values =
        model.variables().variables().stream()
            .filter(which)
            .mapToInt(variable -> variable.shape().values())
            .sum();
    return values == 0 ? "" : String.format(Locale.ROOT, "%,d", values);
  }

  private static String cut(String text, int columns) {
    return text.length() <= columns ? text : text.substring(0, columns - 1) + "…";
  }
}
