package org.evenkeel.fold;

/// A model cannot be folded, or the folded one differs too much; the message is one line for the user.
public final class FoldingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes an exception with a one-line message.
  public FoldingException(String message) {
    super(message);
  }
}
