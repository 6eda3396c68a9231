package org.evenkeel.cli;

import java.util.Arrays;
import java.util.List;

/// How the tool ends. The launcher adds 69 (no suitable JDK, or no Maven) and 70 (cannot build).
enum ExitCode {
  OK(0, "done"),
  USAGE(2, "an option or a value that cannot be"),
  DATA_MISSING(3, "data or an image not found"),
  DATA_CORRUPT(4, "data truncated, damaged, or not what was expected"),
  MODEL_FILE(5, "a model file missing, damaged or not fitting"),
  UNSUITABLE(6, "network, data and batch size do not suit each other"),
  DIVERGED(7, "the loss diverged; the last whole epoch was kept"),
  OUTPUT(8, "a file or folder could not be written"),
  INTERNAL(9, "a defect of this program"),
  INTERRUPTED(130, "Ctrl-C; what was learned was saved");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /// Codes and meanings, in picocli's form `code:meaning`.
  static List<String> described() {
    return Arrays.stream(values()).map(exit -> " " + exit.code + ":" + exit.meaning).toList();
  }
}
