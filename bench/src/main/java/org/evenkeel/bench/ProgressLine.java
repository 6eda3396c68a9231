package org.evenkeel.bench;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/// One line that says what is running, drawn again and again; nothing where no person looks.
///
/// @param err where it is drawn
/// @param terminal whether a person looks
record ProgressLine(PrintStream err, boolean terminal) {
  static ProgressLine of(PrintStream err) {
    return new ProgressLine(
        err, Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
  }

  void show(String text) {
    if (terminal) {
      clear();
      err.print(TextTable.cut(text));
      err.flush();
    }
  }

  void clear() {
    if (terminal) {
      err.print("\r" + " ".repeat(TextTable.COLUMNS - 1) + "\r");
      err.flush();
    }
  }
}
