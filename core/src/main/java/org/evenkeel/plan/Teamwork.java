package org.evenkeel.plan;

import java.util.function.LongSupplier;

/// Decides, run by run of a plan, whether the calling thread takes the help of others.
///
/// Where another process keeps a processor busy, help is stopped again and again with a task in its hands. Whether it still pays cannot be told from
/// inside: where the system puts both threads on one processor, the caller finds its own work slow, and help seems to save much. So after a stall
/// both ways are tried in turns, the faster one is kept for a while, and for longer each time that it wins again. Help that is clearly slower ends at once:
/// a thread that is stopped for some milliseconds in each of a run's phases costs more than a trial is worth.
final class Teamwork {
  /// Runs of one way before the other has its turn.
  private static final int BLOCK = 4;

  /// Blocks of a trial: alone, together, together, alone.
  private static final int BLOCKS = 4;

  /// After one block each, help that is so many times as fast needs no other, nor help that is so many times as slow.
  private static final double CLEAR = 1.25;

  /// After a whole trial help must be so many times as fast: the other process wants its processor too.
  private static final double WORTH = 1.1;

  private static final int SHORTEST_PAUSE = 32;
  private static final int LONGEST_PAUSE = 512;

  private final LongSupplier nanoTime;
  private boolean helpPays = true;
  private boolean stalled;

  /// Runs until the next trial may begin, and where help does not pay, begins.
  private int left;

  private int pauseTogether = SHORTEST_PAUSE;
  private int pauseAlone = SHORTEST_PAUSE / 2;

  /// Runs of the present trial that are done; −1 outside of one.
  private int tried = -1;

  private boolean together = true;
  private double aloneNanos;
  private double togetherNanos;
  private long start;

  /// What a block alone took when it was last tried, or 0. As all times here, nanoseconds for one of a run's size.
  private double blockNanos;

  /// Runs of the present block outside of a trial, and what they took.
  private int runs;

  private double runsNanos;

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
  ///
  /// @param size how much it was, at least 1
  void end(int size) {
    double nanos = (nanoTime.getAsLong() - start) / (double) size;
    if (tried < 0) {
      left = Math.max(0, left - 1);
      if (together) {
        watch(nanos);
      }
      return;
    }
    if (together) {
      togetherNanos += nanos;
    } else {
      aloneNanos += nanos;
    }
    tried++;
    if (tried == BLOCK) {
      blockNanos = aloneNanos;
    }
    boolean faster = tried == 2 * BLOCK && togetherNanos * CLEAR < aloneNanos;
    boolean slower = tried <= 2 * BLOCK && togetherNanos > aloneNanos * CLEAR;
    if (faster || slower || tried == BLOCKS * BLOCK) {
      decide(togetherNanos * WORTH <= aloneNanos);
    }
  }

  /// Gives help up, outside of a trial, where it takes clearly longer than the last trial did alone.
  private void watch(double nanos) {
    runsNanos += nanos;
    if (++runs == BLOCK) {
      boolean slower = blockNanos > 0 && runsNanos > blockNanos * CLEAR;
      runs = 0;
      runsNanos = 0;
      if (slower) {
        decide(false);
      }
    }
  }

  private void decide(boolean pays) {
    if (!pays) {
      pauseAlone = Math.min(LONGEST_PAUSE, 2 * pauseAlone);
      pauseTogether = SHORTEST_PAUSE;
    } else if (helpPays) {
      pauseTogether = Math.min(LONGEST_PAUSE, 2 * pauseTogether);
      pauseAlone = SHORTEST_PAUSE / 2;
    }
    helpPays = pays;
    left = pays ? pauseTogether : pauseAlone;
    runs = 0;
    runsNanos = 0;
    tried = -1;
    stalled = false;
  }
}
