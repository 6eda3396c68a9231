package org.evenkeel.model;

import java.io.IOException;
import java.io.Serial;

/// A file that could not be written. The message is one line: which file, why, and what to do.
///
/// Nothing is lost when it is thrown: a file that stood there before is as it was.
public final class OutputException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Makes an exception with a one-line message.
  public OutputException(String message) {
    super(message);
  }

  /// Makes an exception with a one-line message and the failure behind it.
  public OutputException(String message, IOException cause) {
    super(message, cause);
  }
}
