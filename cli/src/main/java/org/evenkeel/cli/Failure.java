package org.evenkeel.cli;

/// An end with an exit code and one line for the user: what is wrong, and what to do next.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exit;

  Failure(ExitCode exit, String message) {
    super(message);
    this.exit = exit;
  }

  Failure(ExitCode exit, String message, Throwable cause) {
    super(message, cause);
    this.exit = exit;
  }

  static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  ExitCode exit() {
    return exit;
  }
}
