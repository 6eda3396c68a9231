package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.measure.Rates;

/// What a terminal shows: lines of at most 80 columns.
final class ResultText {
  private static final TextTable TABLE = new TextTable(List.of(16, 13, 10, 10, 9, 10, 8));
  private static final TextTable PEAKS = new TextTable(List.of(16, 20, 13, 13, 13));
  private static final TextTable FINDINGS = new TextTable(List.of(64, 14));

  private ResultText() {}

  static List<String> peaks(MachinePeaks peaks) {
    List<String> lines = new ArrayList<>();
    lines.add(PEAKS.line(List.of("", "multiply-add", "copy L1", "copy L2", "copy memory")));
    for (MachinePeaks.Row row : peaks.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.threads() == 1 ? "1 thread" : row.threads() + " threads");
      cells.add(String.format(Locale.ROOT, "%.1f GFLOP/s", row.multiplyAdd().max()));
      for (Rates copy : row.copies()) {
        cells.add(String.format(Locale.ROOT, "%.1f GB/s", copy.max()));
      }
      lines.add(PEAKS.line(cells));
    }
    return lines;
  }

  /// A contest's title, heads and lines; nothing for one without a rate.
  static List<String> contest(Contest.Result result) {
    List<Row> rows = Row.of(result);
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(TextTable.cut(result.contest().title()));
    lines.add(TABLE.line(Row.heads(result.contest())));
    rows.forEach(row -> lines.add(TABLE.line(row.cells())));
    return lines;
  }

  static List<String> findings(List<Findings.Finding> findings) {
    List<String> lines = new ArrayList<>();
    if (!findings.isEmpty()) {
      lines.add("");
    }
    findings.forEach(finding -> lines.add(FINDINGS.line(List.of(finding.label(), finding.text()))));
    return lines;
  }

  static List<String> notes(List<String> notes) {
    return notes.stream().flatMap(note -> TextTable.wrap(note).stream()).toList();
  }
}
