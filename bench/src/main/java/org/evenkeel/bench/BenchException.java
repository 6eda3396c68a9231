package org.evenkeel.bench;

/// An end with an exit code and one line for the user; the codes are those of docs/errors.md.
public final class BenchException extends RuntimeException {
  /// An option or a value that cannot be.
  public static final int USAGE = 2;

  /// A file could not be written.
  public static final int OUTPUT = 8;

  /// A defect.
  public static final int INTERNAL = 9;

  /// Something that is not on this machine and could not be fetched.
  public static final int UNAVAILABLE = 69;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /// Makes an end with its exit code, and one line that says what is wrong and what to do.
  public BenchException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
