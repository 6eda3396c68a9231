package org.evenkeel.data;

/// Data that cannot be used; the message is the one line a user sees.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What is wrong with the data.
  public enum Kind {
    /// A file is not there, or cannot be read.
    MISSING,
    /// A file ends before what its header promises.
    TRUNCATED,
    /// A file's compressed bytes are damaged, or something follows where it should end.
    CORRUPT,
    /// A file is whole, but not the one that was expected.
    CHECKSUM,
    /// A label is outside the classes, or labels and images do not agree in number.
    LABELS,
    /// A file is not of the expected form or shape.
    FORMAT
  }

  /// What is wrong.
  private final Kind kind;

  /// An exception of a kind, with the line that tells which file, what was expected, what was
  /// found.
  public DataException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// The same, with what caused it.
  public DataException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// Returns what is wrong with the data.
  public Kind kind() {
    return kind;
  }
}
