package org.evenkeel.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/// How the tool ends. The launcher adds 69 (no suitable JDK, or no Maven) and 70 (cannot build).
enum ExitCode {
  OK(0, "done"),
  USAGE(2, "an option or a value that cannot be"),
  DATA_MISSING(3, "data or a picture not found"),
  DATA_CORRUPT(4, "data or a picture truncated, damaged, or not what was expected"),
  MODEL_FILE(5, "a model file missing, damaged or not fitting"),
  UNSUITABLE(6, "network, data and batch size do not suit each other"),
  DIVERGED(7, "the loss diverged; the model of the last whole epoch is saved"),
  OUTPUT(8, "a file or folder could not be written"),
  INTERNAL(9, "a defect of this program"),
  REFUSED(10, "a batch norm cannot be folded, or folding would change outputs"),
  WARNINGS(11, "doctor --strict: there is a warning"),
  INTERRUPTED(130, "Ctrl-C; the model is saved as it then was"),
  TERMINATED(143, "SIGTERM, as kill sends it; the model is saved as it then was");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /// Returns the codes, right-aligned, with their meanings.
  static Map<String, String> described() {
    Map<String, String> described = new LinkedHashMap<>();
    for (ExitCode exit : values()) {
      described.put("%5d".formatted(exit.code), exit.meaning);
    }
    return described;
  }
}
