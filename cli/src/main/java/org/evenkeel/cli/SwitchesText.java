package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;

/// The state of every normalization layer, the library's or a user's own, as a table: which statistics normalize in training, what becomes of the stored ones,
/// whether gamma and beta learn. It is read off the graph of a training step.
final class SwitchesText {
  private static final String ROW = "  %-22s %-14s %-18s %-8s %s";

  private final Model model;
  private final Graph graph;

  private SwitchesText(Model model) {
    this.model = model;
    graph = model.network().trace(true).trainingGraph();
  }

  /// Returns the table, empty if there is no normalization layer.
  static List<String> lines(Model model) {
    SwitchesText text = new SwitchesText(model);
    List<String> lines = new ArrayList<>();
    for (String layer : text.layers()) {
      lines.add(text.line(layer));
    }
    if (!lines.isEmpty()) {
      lines.addFirst(
          ROW.formatted("layer", "normalizes by", "stored", "gamma", "beta").stripTrailing());
      lines.addFirst("Normalization in training");
    }
    return lines;
  }

  /// In the order of the graph, which is that of the layers.
  private Set<String> layers() {
    Set<String> marked = new TreeSet<>();
    for (Variable variable : model.variables().variables()) {
      if (variable.role() == Role.GAMMA || variable.role() == Role.MOVING_MEAN) {
        marked.add(variable.layer());
      }
    }
    Set<String> layers = new java.util.LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Moments
          || node.op() instanceof Op.GroupNormalize
          || marked.contains(node.layer())) {
        layers.add(node.layer());
      }
    }
    return layers;
  }

  private String line(String layer) {
    return ROW.formatted(
            layer.length() <= 22 ? layer : "…" + layer.substring(layer.length() - 21),
            normalizesBy(layer),
            stored(layer),
            learns(layer, Role.GAMMA),
            learns(layer, Role.BETA))
        .stripTrailing();
  }

  private Optional<Variable> variable(String layer, Role role) {
    return model.variables().variables().stream()
        .filter(v -> v.layer().equals(layer) && v.role() == role)
        .findFirst();
  }

  private String normalizesBy(String layer) {
    boolean stored =
        graph.nodes().stream()
            .anyMatch(
                node ->
                    node.perExample()
                        && node.op() instanceof Op.Binary(Op.Operator operator)
                        && operator == Op.Operator.SUBTRACT
                        && node.input(1).op() instanceof Op.Read(Variable v)
                        && v.layer().equals(layer)
                        && v.role() == Role.MOVING_MEAN);
    boolean batch =
        graph.nodes().stream()
            .anyMatch(n -> n.op() instanceof Op.Moments && n.layer().equals(layer));
    return stored ? "stored" : batch ? "batch" : "example";
  }

  private String stored(String layer) {
    Optional<Variable> mean = variable(layer, Role.MOVING_MEAN);
    if (mean.isEmpty()) {
      return "none";
    }
    String now = graph.updates().containsKey(mean.get()) ? "updated" : "kept";
    return model.layersNeverUpdated().contains(layer) ? now + ", still 0/1" : now;
  }

  private String learns(String layer, Role role) {
    return variable(layer, role).map(v -> v.learnable() ? "learned" : "kept").orElse("fixed");
  }
}
