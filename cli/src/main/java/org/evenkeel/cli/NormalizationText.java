package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.jspecify.annotations.Nullable;

/// Parameters and statistics of one normalization layer, the library's or a user's own: what counts
/// are the roles of its variables.
final class NormalizationText {
  private static final Map<Role, String> TITLES = titles();
  private static final int VALUES_PER_LINE = 6;
  private static final int MOST_VALUES = 600;
  private static final int VALUES_OF_MANY = 24;

  private NormalizationText() {}

  private static Map<Role, String> titles() {
    Map<Role, String> titles = new LinkedHashMap<>();
    titles.put(Role.GAMMA, "gamma");
    titles.put(Role.BETA, "beta");
    titles.put(Role.MOVING_MEAN, "moving mean");
    titles.put(Role.MOVING_VARIANCE, "moving variance");
    return titles;
  }

  /// @throws Failure if there is no layer of that name
  static List<String> lines(Model model, @Nullable String wanted) {
    Map<String, List<Variable>> layers = layers(model);
    if (wanted != null && !layers.containsKey(wanted)) {
      throw Failure.usage(
          "--layer: expected %s, got '%s'"
              .formatted(
                  layers.isEmpty()
                      ? "no option, as the network has no normalization layer"
                      : "one of " + String.join(", ", layers.keySet()),
                  wanted));
    }
    if (layers.isEmpty()) {
      return List.of("No normalization layer.");
    }
    String name = wanted == null ? layers.keySet().iterator().next() : wanted;
    List<String> lines = new ArrayList<>();
    lines.add("Normalization layer " + name + " (of " + layers.size() + ")");
    for (Variable variable : layers.getOrDefault(name, List.of())) {
      String title = TITLES.getOrDefault(variable.role(), variable.key());
      values(title, model.variables().of(variable), lines);
    }
    return lines;
  }

  /// Normalization layers by name, each with its variables in the order of the titles.
  private static Map<String, List<Variable>> layers(Model model) {
    Map<String, List<Variable>> layers = new LinkedHashMap<>();
    for (Variable variable : model.variables().variables()) {
      if (TITLES.containsKey(variable.role())) {
        layers.computeIfAbsent(variable.layer(), _ -> new ArrayList<>()).add(variable);
      }
    }
    Set<Role> marks = Set.of(Role.GAMMA, Role.MOVING_MEAN);
    layers.values().removeIf(own -> own.stream().noneMatch(v -> marks.contains(v.role())));
    layers.values().forEach(own -> own.sort(Comparator.comparing(Variable::role)));
    return layers;
  }

  /// Layers normalized inside an example may have a value for every position: beyond some hundred they are summed up.
  private static void values(String title, float[] values, List<String> lines) {
    int shown = values.length <= MOST_VALUES ? values.length : VALUES_OF_MANY;
    for (int from = 0; from < shown; from += VALUES_PER_LINE) {
      StringBuilder line = new StringBuilder(String.format("  %-15s", from == 0 ? title : ""));
      for (int i = from; i < Math.min(shown, from + VALUES_PER_LINE); i++) {
        line.append(number(values[i]));
      }
      lines.add(line.toString());
    }
    if (shown < values.length) {
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      for (float value : values) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-15s  … %,d values from%s to%s",
              "",
              values.length,
              number(least),
              number(greatest)));
    }
  }

  private static String number(float value) {
    float size = Math.abs(value);
    boolean plain = size == 0 || (size >= 1e-3f && size < 1e5f);
    return String.format(Locale.ROOT, plain ? " %9.4f" : " %9.2e", value);
  }
}
