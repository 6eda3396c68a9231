package org.evenkeel.plan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The tasks of a work that nobody has claimed yet: in one queue for each worker, and in one for all.
///
/// Tasks with a home come again in the next work, on the same data. A worker takes those of its own queue, and finds the data in its processor's cache;
/// then what others have left in theirs. Tasks for all read what the work before has just made, of all data: most of them come first. They are the smaller
/// ones, so the rest comes last, and workers end at nearly the same time.
///
/// One thread offers works, when all tasks of the one before are finished; any number claim.
final class Claims {
  private static final long LEFT = 0xFFFF_FFFFL;
  private static final int NONE = -1;

  /// One of so many tasks for all comes last.
  private static final int LAST = 3;

  private static final class Queue {
    /// How many works were offered in the upper half, unclaimed tasks in the lower. A claim that comes too late fails, because the upper half has
    /// changed.
    final AtomicLong unclaimed = new AtomicLong();

    /// The task behind the last; written before `unclaimed`, read after a claim.
    int end;

    void offer(int from, int to) {
      end = to;
      unclaimed.set((unclaimed.get() & ~LEFT) + LEFT + 1 + to - from);
    }

    /// Claims a task if more than `spared` are left.
    int claim(int spared) {
      long present;
      do {
        present = unclaimed.get();
        if ((present & LEFT) <= spared) {
          return NONE;
        }
      } while (!unclaimed.compareAndSet(present, present - 1));
      return end - (int) (present & LEFT);
    }

    int drop() {
      return (int) (unclaimed.getAndUpdate(present -> present & ~LEFT) & LEFT);
    }
  }

  private final Queue[] own;
  private final Queue common = new Queue();
  private final AtomicInteger offers = new AtomicInteger();

  /// How many tasks for all come last; written before they are offered.
  private int last;

  Claims(int workers) {
    own = new Queue[workers];
    for (int i = 0; i < workers; i++) {
      own[i] = new Queue();
    }
  }

  /// Offers tasks 0 to `count`, exclusive.
  ///
  /// @param homed how many of them, from task 0 on, are shared out among the workers
  void offer(int homed, int count) {
    for (int i = 0; i < own.length; i++) {
      own[i].offer(share(i, homed), share(i + 1, homed));
    }
    last = own.length == 1 ? 0 : Math.ceilDiv(count - homed, LAST);
    common.offer(homed, count);
    offers.incrementAndGet();
  }

  private int share(int worker, int homed) {
    return (int) ((long) homed * worker / own.length);
  }

  /// Returns a number that changes with each offer.
  int offers() {
    return offers.get();
  }

  /// Claims a task for a worker; returns −1 where none is left.
  int next(int worker) {
    int task = common.claim(last);
    for (int i = 0; i < own.length && task < 0; i++) {
      task = own[(worker + i) % own.length].claim(0);
    }
    return task < 0 ? common.claim(0) : task;
  }

  /// Takes all tasks back that nobody has claimed, and returns their number.
  int drop() {
    int dropped = common.drop();
    for (Queue queue : own) {
      dropped += queue.drop();
    }
    return dropped;
  }
}
