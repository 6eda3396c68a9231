package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.doctor.Examination;
import org.evenkeel.doctor.Finding;
import org.evenkeel.doctor.Illness;
import org.evenkeel.model.Json;

/// What the doctor says, within 80 columns, and as JSON.
final class DoctorText {
  private static final int COLUMNS = 79;
  private static final int INDENT = 12;

  private DoctorText() {}

  /// Findings of one illness together, one line for each layer.
  static List<String> lines(Path run, Examination examination) {
    List<String> lines = new ArrayList<>();
    wrap(lines, "", "%s: %s".formatted(run, counts(examination)), 2);
    Map<Group, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding finding : examination.findings()) {
      Group group = new Group(finding.level(), finding.illness());
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(finding);
    }
    groups.forEach((group, findings) -> group(lines, group, findings));
    Map<String, List<String>> skipped = new LinkedHashMap<>();
    for (Examination.Skipped skip : examination.skipped()) {
      skipped.computeIfAbsent(skip.reason(), _ -> new ArrayList<>()).add(skip.illness().title());
    }
    if (!skipped.isEmpty()) {
      lines.add("");
    }
    skipped.forEach(
        (reason, titles) ->
            wrap(lines, "Skipped: ", String.join(", ", titles) + " (" + reason + ")", 2));
    return lines;
  }

  private static String counts(Examination examination) {
    int warnings = examination.warnings().size();
    int notes = examination.notes().size();
    return warnings + notes == 0
        ? "nothing found"
        : "%d warning%s, %d note%s"
            .formatted(warnings, warnings == 1 ? "" : "s", notes, notes == 1 ? "" : "s");
  }

  private record Group(Finding.Level level, Illness illness) {}

  private static void group(List<String> lines, Group group, List<Finding> findings) {
    Illness illness = group.illness();
    lines.add("");
    lines.add("%-9s %s".formatted(NetworkOptions.lower(group.level()), illness.title()));
    for (Finding finding : findings) {
      String layer = finding.layer().isEmpty() ? "" : finding.layer() + ": ";
      wrap(lines, "  measured  ", layer + finding.measured(), INDENT);
    }
    wrap(lines, "  why       ", illness.why(), INDENT);
    wrap(lines, "  do        ", illness.advice(), INDENT);
  }

  /// Adds `text` behind `head`, in lines that fit, the later ones indented.
  private static void wrap(List<String> lines, String head, String text, int indent) {
    StringBuilder line = new StringBuilder(head);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line = new StringBuilder(" ".repeat(indent));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }

  static Json json(Path run, Examination examination) {
    Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);
    examination.findings().forEach(finding -> counts.merge(finding.level(), 1, Integer::sum));
    return Json.JsonObject.EMPTY
        .with("run", run.toString())
        .with("warnings", counts.getOrDefault(Finding.Level.WARNING, 0))
        .with("notes", counts.getOrDefault(Finding.Level.NOTE, 0))
        .with("findings", Json.of(examination.findings().stream().map(DoctorText::json).toList()))
        .with(
            "skipped",
            Json.of(
                examination.skipped().stream()
                    .<Json>map(
                        skip ->
                            Json.JsonObject.EMPTY
                                .with("illness", name(skip.illness()))
                                .with("reason", skip.reason()))
                    .toList()));
  }

  private static Json json(Finding finding) {
    return Json.JsonObject.EMPTY
        .with("level", NetworkOptions.lower(finding.level()))
        .with("illness", name(finding.illness()))
        .with("layer", finding.layer())
        .with("measured", finding.measured())
        .with("why", finding.illness().why())
        .with("do", finding.illness().advice());
  }

  private static String name(Illness illness) {
    return illness.name().toLowerCase(Locale.ROOT);
  }
}
