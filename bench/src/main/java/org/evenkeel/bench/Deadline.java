package org.evenkeel.bench;

/// When all must be over.
///
/// @param endNanos on the clock of [System#nanoTime]
record Deadline(long endNanos) {
  /// Returns one so many seconds from now.
  static Deadline in(double seconds) {
    return new Deadline(System.nanoTime() + (long) (seconds * 1e9));
  }

  /// Returns the seconds that are left, negative after the end.
  double left() {
    return (endNanos - System.nanoTime()) / 1e9;
  }
}
