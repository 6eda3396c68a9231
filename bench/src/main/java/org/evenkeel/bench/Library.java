package org.evenkeel.bench;

import java.util.Locale;

/// Who takes part in a contest.
enum Library {
  /// This project.
  EVENKEEL("Evenkeel"),
  /// This project, with batch norm as a user wrote it out of tensor operations.
  SCRATCH("from scratch"),
  /// PyTorch through DJL.
  DJL("DJL/PyTorch"),
  /// TensorFlow through its Java API.
  TENSORFLOW("TensorFlow");

  private final String title;

  Library(String title) {
    this.title = title;
  }

  /// Returns the name for people.
  String title() {
    return title;
  }

  /// Returns the name in options, in JSON and of the peer's folder.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns whether it is another project's.
  boolean peer() {
    return this == DJL || this == TENSORFLOW;
  }
}
