package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.plan.PlanDescription;

/// The plan of a training step: its phases, and in each what runs.
final class PlanText {
  private static final int COLUMNS = 79;
  private static final int SHAPE_COLUMNS = 18;

  private PlanText() {}

  static List<String> lines(PlanDescription plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Plan of a training step");
    lines.add(
        String.format(
            Locale.ROOT,
            "  %d operations in %d phases: %d slab steps (%d fused), %d tile steps",
            plan.nodes(),
            plan.phases().stream().filter(phase -> !phase.steps().isEmpty()).count(),
            plan.slabSteps(),
            plan.fusedSteps(),
            plan.tileSteps()));
    lines.add(
        String.format(
            Locale.ROOT, "  %d shared buffers, %,d bytes in all", plan.buffers(), plan.bytes()));
    int number = 1;
    for (PlanDescription.PhaseDescription phase : plan.phases()) {
      lines.add(phase.steps().isEmpty() ? "  beforehand" : "  phase " + number++);
      phase.steps().forEach(step -> step(step, lines));
      wrapped("then ", gathered(phase.afterBarrier()), lines);
    }
    return lines;
  }

  private static void step(PlanDescription.StepDescription step, List<String> lines) {
    String name = step.name() + (step.replaces() > 1 ? " (" + step.replaces() + " in one)" : "");
    String start = String.format("    %-5s %-" + SHAPE_COLUMNS + "s ", step.kind(), step.shape());
    List<String> parts = wrap(List.of(name.split(" ")), " ", COLUMNS - start.length());
    for (int i = 0; i < parts.size(); i++) {
      lines.add((i == 0 ? start : " ".repeat(start.length() + 2)) + parts.get(i));
    }
  }

  /// Names a layer once for all that follows, and counts what comes several times.
  private static List<String> gathered(List<String> names) {
    Map<String, Map<String, Integer>> layers = new LinkedHashMap<>();
    layers.put("", new LinkedHashMap<>()); // what belongs to no layer comes first
    for (String name : names) {
      int colon = name.indexOf(": ");
      layers
          .computeIfAbsent(
              colon < 0 ? "" : name.substring(0, colon + 2), _ -> new LinkedHashMap<>())
          .merge(
              name.substring(colon < 0 ? 0 : colon + 2).replace(" batch-wide", ""),
              1,
              Integer::sum);
    }
    List<String> gathered = new ArrayList<>();
    layers.forEach(
        (layer, counts) -> {
          String before = layer;
          for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            String times = entry.getValue() > 1 ? " x" + entry.getValue() : "";
            gathered.add(before + entry.getKey() + times);
            before = "";
          }
        });
    return gathered;
  }

  /// Batch-wide arithmetic between two phases, names one after the other.
  private static void wrapped(String title, List<String> names, List<String> lines) {
    String start = "    " + title;
    for (String part : wrap(names, ", ", COLUMNS - start.length() - 2)) {
      lines.add(start + part);
      start = " ".repeat(start.length());
    }
  }

  private static List<String> wrap(List<String> words, String separator, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty() && line.length() + separator.length() + word.length() > columns - 2) {
        lines.add(line + separator.stripTrailing());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : separator).append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
