package org.evenkeel.bench.worker;

import java.util.Locale;

/// Says which epochs are warm-up and when there were enough, and prints a line for each.
final class EpochClock {
  private final Task.Pace pace;
  private final long begin = System.nanoTime();
  private long measuredFrom;
  private int number;
  private int measured;
  private boolean warmUp = true;

  EpochClock(Task.Pace pace) {
    this.pace = pace;
  }

  /// Returns whether the present epoch is measured, and not for warming up.
  boolean isMeasuring() {
    return !warmUp;
  }

  /// Ends an epoch; begin the next one if this returns true.
  ///
  /// @param result a number computed from all of the epoch, a mean loss for example
  boolean epoch(double seconds, int examples, double result) {
    number++;
    measured += warmUp ? 0 : 1;
    System.out.printf(
        Locale.ROOT,
        "EPOCH number=%d warm_up=%s seconds=%.9f examples=%d result=%.4f%n",
        number,
        warmUp,
        seconds,
        examples,
        result);
    long now = System.nanoTime();
    if (warmUp && now - begin >= pace.warmUp() * 1e9) {
      warmUp = false;
      measuredFrom = now;
    }
    return warmUp
        || measured == 0
        || (measured < pace.epochs() && now - measuredFrom <= pace.limit() * 1e9);
  }
}
