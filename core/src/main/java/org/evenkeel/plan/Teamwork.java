package org.evenkeel.plan;

import java.util.function.LongSupplier;

/// Decides, run by run of a plan, whether the calling thread takes the help of others.
///
/// Where another process keeps a processor busy, help is stopped again and again with a task in its hands. Whether it still pays cannot be told from
/// inside: where the system puts both threads on one processor, the caller finds its own work slow, and help seems to save much. So after a stall
/// both ways are tried in turns, the faster one is kept for a while, and for longer each time that it wins again.
final class Teamwork {
  /// Runs of one way before the other has its turn.
  private static final int BLOCK = 4;

  /// Blocks of a trial: alone, together, together, alone.
  private static final int BLOCKS = 4;

  /// After one block each, help that is so many times as fast needs no other.
  private static final double CLEAR = 1.25;

  private static final int SHORTEST_PAUSE = 32;
  private static final int LONGEST_PAUSE = 512;

  private final LongSupplier nanoTime;
  private boolean helpPays = true;
  private boolean stalled;

  /// Runs until the next trial may begin, and where help does not pay, begins.
  private int left;

  private int pause = SHORTEST_PAUSE;

  /// Runs of the present trial that are done; −1 outside of one.
  private int tried = -1;

  private boolean together = true;
  private long aloneNanos;
  private long togetherNanos;
  private long start;

  /// Begins with help.
  ///
  /// @param nanoTime the clock
  Teamwork(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Begins a run.
  void begin() {
    if (tried < 0 && left == 0 && (stalled || !helpPays)) {
      tried = 0;
      aloneNanos = 0;
      togetherNanos = 0;
    }
    int block = tried / BLOCK;
    together = tried < 0 ? helpPays : block == 1 || block == 2;
    start = nanoTime.getAsLong();
  }

  /// Returns whether the present run, and what follows it until the next, takes help.
  boolean isTogether() {
    return together;
  }

  /// Tells that the caller has waited for a thread that did not run.
  void stalled() {
    stalled = true;
  }

  /// Ends a run.
  void end() {
    if (tried < 0) {
      left = Math.max(0, left - 1);
      return;
    }
    long nanos = nanoTime.getAsLong() - start;
    if (together) {
      togetherNanos += nanos;
    } else {
      aloneNanos += nanos;
    }
    tried++;
    boolean clear = tried == 2 * BLOCK && togetherNanos * CLEAR < aloneNanos;
    if (clear || tried == BLOCKS * BLOCK) {
      decide(togetherNanos <= aloneNanos);
    }
  }

  private void decide(boolean pays) {
    pause = pays == helpPays ? Math.min(LONGEST_PAUSE, 2 * pause) : SHORTEST_PAUSE;
    helpPays = pays;
    left = pause;
    tried = -1;
    stalled = false;
  }
}
