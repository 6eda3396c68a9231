package org.evenkeel.cli;

import org.evenkeel.data.DataException;
import org.evenkeel.fold.FoldingException;
import org.evenkeel.model.ModelFileException;
import org.evenkeel.model.OutputException;
import org.evenkeel.train.TrainingException;

/// What each exception means to the user: an exit code and one line.
final class Failures {
  private Failures() {}

  static ExitCode exitCode(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure.exit();
      case DataException data ->
          data.kind() == DataException.Kind.MISSING ? ExitCode.DATA_MISSING : ExitCode.DATA_CORRUPT;
      case ModelFileException _ -> ExitCode.MODEL_FILE;
      case OutputException _ -> ExitCode.OUTPUT;
      case TrainingException training ->
          training.kind() == TrainingException.Kind.DIVERGED
              ? ExitCode.DIVERGED
              : ExitCode.UNSUITABLE;
      case FoldingException _ -> ExitCode.REFUSED;
      case OutOfMemoryError _ -> ExitCode.UNSUITABLE;
      default -> ExitCode.INTERNAL;
    };
  }

  /// One line, without the leading `evenkeel: `.
  static String line(Throwable thrown) {
    return switch (thrown) {
      case OutOfMemoryError _ ->
          "out of memory; use a smaller batch or network, or a larger heap:"
              + " EVENKEEL_JAVA_OPTS=-Xmx8g";
      case Throwable known when exitCode(known) != ExitCode.INTERNAL -> oneLine(known.getMessage());
      default ->
          "internal error: " + oneLine(thrown.toString()) + "; --debug shows where, please report";
    };
  }

  private static String oneLine(@org.jspecify.annotations.Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
