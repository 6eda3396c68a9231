package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The results as Markdown, for a document.
final class ResultMarkdown {
  private ResultMarkdown() {}

  static String of(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("; ", report.machine().lines()) + ".");
    lines.add("");
    lines.add("| | multiply-add, GFLOP/s | copy L1, GB/s | copy L2 | copy memory |");
    lines.add("|---|---|---|---|---|");
    for (MachinePeaks.Row row : report.peaks().rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.threads() == 1 ? "1 thread" : row.threads() + " threads");
      cells.add(number(row.multiplyAdd().max()));
      row.copies().forEach(copy -> cells.add(number(copy.max())));
      lines.add(line(cells));
    }
    lines.add("");
    lines.add("| work | library | median | min | max | ratio | of peak or p99 | MB |");
    lines.add("|---|---|---|---|---|---|---|---|");
    for (Contest.Result result : report.results()) {
      String unit = Row.heads(result.contest()).get(1);
      String title = result.contest().title() + " (" + unit + ")";
      for (Row row : Row.of(result)) {
        List<String> cells = new ArrayList<>(List.of(title));
        cells.addAll(row.cells());
        lines.add(line(cells));
        title = "";
      }
    }
    if (!report.findings().isEmpty()) {
      lines.add("");
      lines.add("| | |");
      lines.add("|---|---|");
      report
          .findings()
          .forEach(finding -> lines.add(line(List.of(finding.label(), finding.text()))));
    }
    report.notes().forEach(note -> lines.addAll(List.of("", note)));
    return String.join("\n", lines) + "\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
