package org.evenkeel.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/// Where the tool prints.
///
/// @param out results
/// @param err warnings and failures
/// @param terminal whether a person is looking, so that a line may be drawn again and again
/// @param columns width of the terminal
record Screen(PrintStream out, PrintStream err, boolean terminal, int columns) {
  static final int DEFAULT_COLUMNS = 80;
  private static final int FEWEST_COLUMNS = 20;

  static Screen ofProcess() {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return new Screen(System.out, System.err, terminal, columns(System.getenv("COLUMNS")));
  }

  static int columns(@org.jspecify.annotations.Nullable String variable) {
    try {
      return variable == null
          ? DEFAULT_COLUMNS
          : Math.max(FEWEST_COLUMNS, Integer.parseInt(variable.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  /// Prints a line about something that does not end the command.
  void warn(String line) {
    err.println("evenkeel: " + line);
  }
}
