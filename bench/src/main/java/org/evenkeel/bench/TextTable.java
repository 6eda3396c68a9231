package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;

/// Lines of at most 80 columns: the first column to the left, the others to the right.
///
/// @param widths columns' widths
record TextTable(List<Integer> widths) {
  /// The greatest width of a line.
  static final int COLUMNS = 80;

  /// Checks the width.
  TextTable {
    widths = List.copyOf(widths);
    int width = widths.stream().mapToInt(Integer::intValue).sum();
    if (width > COLUMNS) {
      throw new IllegalArgumentException(
          "table: expected at most %d columns, got %d".formatted(COLUMNS, width));
    }
  }

  /// Returns a line; a cell that is too long is cut.
  String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int width = widths.get(i);
      String cell = cells.get(i).length() > width ? cells.get(i).substring(0, width) : cells.get(i);
      String room = " ".repeat(width - cell.length());
      line.append(i == 0 ? cell + room : room + cell);
    }
    return line.toString().stripTrailing();
  }

  /// Returns a text cut to one line.
  static String cut(String text) {
    return text.length() <= COLUMNS ? text : text.substring(0, COLUMNS - 1) + "…";
  }

  /// Returns a text in lines of whole words, all but the first behind two spaces.
  static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(" ");
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
