package org.evenkeel.train;

import org.evenkeel.plan.Parts;

/// How many examples make a step, and how many of them are computed at a time.
///
/// @param examples in a minibatch
/// @param part in a micro-batch at most
record BatchSize(int examples, int part) {
  /// Checks both.
  ///
  /// @throws IllegalArgumentException if one is not positive
  BatchSize {
    positive("batch", examples);
    positive("microBatch", part);
  }

  private static void positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(what + ": expected at least 1, got " + number);
    }
  }

  /// Returns the examples of the smallest part of a minibatch of `size`, which may be the epoch's last.
  int smallestPart(int size) {
    return size / Parts.count(size, part);
  }

  /// Returns the greatest number of examples computed at a time.
  ///
  /// @param available examples in the data set
  int greatestPart(int available) {
    return Math.min(part, Math.min(examples, available));
  }
}
