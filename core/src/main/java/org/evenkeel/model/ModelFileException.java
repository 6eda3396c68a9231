package org.evenkeel.model;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A model file that cannot be used: missing, truncated, malformed, or not what the model needs.
///
/// The message is one line that names the file, the place in it, what was expected and what was
/// found, so that a command-line tool can print it as it is.
public final class ModelFileException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Makes an exception with a one-line message.
  public ModelFileException(String message) {
    super(message);
  }

  /// Makes an exception with a one-line message and the failure behind it.
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The same problem, its message preceded by the place: `place: message`.
  public ModelFileException in(String place) {
    return new ModelFileException(place + ": " + getMessage(), this);
  }

  /// What an I/O failure while reading `file` means to its owner.
  static ModelFileException reading(Path file, IOException failure) {
    String why =
        switch (failure) {
          case NoSuchFileException e -> "no such file";
          case AccessDeniedException e -> "no permission to read it";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(failure.getMessage());
        };
    return new ModelFileException(file + ": cannot be read: " + why, failure);
  }
}
