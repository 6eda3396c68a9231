package org.evenkeel.train;

/// Training cannot start or go on; the message is one line for the user.
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Kind {
    /// The data, batch size and network do not suit each other.
    UNSUITABLE,
    /// The loss is NaN, infinite or above a million; the model holds the values of the last whole epoch.
    DIVERGED
  }

  private final Kind kind;

  /// Makes an exception with a one-line message.
  public TrainingException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// Returns why training cannot go on.
  public Kind kind() {
    return kind;
  }
}
