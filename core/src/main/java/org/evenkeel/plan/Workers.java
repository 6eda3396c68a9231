package org.evenkeel.plan;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Threads that claim the tasks of a phase one by one; the calling thread is one of them. Nothing
/// is allocated while they run.
///
/// The calling thread waits for tasks, not for threads: one that is not running, because the
/// processor is busy with something else, holds nothing up unless it has claimed a task. Where that
/// happens, the calling thread finds out whether it is faster alone ([Teamwork]).
final class Workers implements AutoCloseable {
  /// Work whose tasks are independent of each other.
  interface Tasks {
    int count();

    /// Returns how many tasks, from task 0 on, work on data that the same tasks of the works around this one share: each worker begins with a share of
    /// its own ([Claims]).
    default int homed() {
      return 0;
    }

    void run(int task, Worker worker);
  }

  private static final int SPINS = 2_000;

  /// A wait that is longer, and longer than twice the caller's own work, was for a stopped thread.
  private static final long STALL_NANOS = 1_000_000;

  private static final Tasks NOTHING =
      new Tasks() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public void run(int task, Worker worker) {
          throw new IllegalStateException("no task");
        }
      };

  private final Worker[] workers;
  private final Thread[] threads;

  private final Claims claims;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<Optional<Throwable>> failure =
      new AtomicReference<>(Optional.empty());
  private volatile boolean closed;

  // Written before tasks are offered, and again only when all are finished; read after a claim.
  private Tasks tasks = NOTHING;
  private Thread leader = Thread.currentThread();

  private final Teamwork teamwork = new Teamwork(System::nanoTime);

  Workers(Worker[] workers) {
    this.workers = workers;
    claims = new Claims(workers.length);
    threads = new Thread[workers.length - 1];
    for (int i = 0; i < threads.length; i++) {
      int number = i + 1;
      threads[i] = new Thread(() -> follow(number), "evenkeel-worker-" + number);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  /// Returns the worker of the calling thread.
  Worker leader() {
    return workers[0];
  }

  /// Begins a run of several works: with the others, or alone.
  void begin() {
    teamwork.begin();
  }

  /// Ends a run of several works.
  ///
  /// @param size how much it was: runs of different sizes are compared by their time for one
  void end(int size) {
    teamwork.end(size);
  }

  /// Runs all tasks and returns when the last has ended.
  void run(Tasks work) {
    if (closed) {
      throw new IllegalStateException("the plan is closed");
    }
    int count = work.count();
    if (count == 0) {
      return;
    }
    tasks = work;
    leader = Thread.currentThread();
    if (teamwork.isTogether()) {
      together(count);
    } else {
      alone(work, count);
    }
    Optional<Throwable> thrown = failure.getAndSet(Optional.empty());
    if (thrown.isPresent()) {
      throw new IllegalStateException("a step of the plan failed: " + thrown.get(), thrown.get());
    }
  }

  /// In the order in which one worker claims them: those for all read what the work before has just made.
  private void alone(Tasks work, int count) {
    try {
      int homed = work.homed();
      for (int task = homed; task < count; task++) {
        work.run(task, workers[0]);
      }
      for (int task = 0; task < homed; task++) {
        work.run(task, workers[0]);
      }
    } catch (Throwable thrown) { // told like those of the other threads
      failure.set(Optional.of(thrown));
    }
  }

  private void together(int count) {
    unfinished.set(count);
    claims.offer(tasks.homed(), count);
    long start = System.nanoTime();
    for (int i = 0; i < threads.length && i < count - 1; i++) {
      LockSupport.unpark(threads[i]);
    }
    boolean more = true;
    while (more) {
      more = runsOne(0); // until every task is claimed
    }
    await(System.nanoTime() - start);
  }

  /// Waits until the tasks that others have claimed are finished.
  private void await(long workedNanos) {
    long start = System.nanoTime();
    int spins = 0;
    while (unfinished.get() > 0) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        // Without a time limit: the processor is free for the thread that is waited for.
        LockSupport.park(this);
      }
    }
    long waited = System.nanoTime() - start;
    if (waited > Math.max(STALL_NANOS, 2 * workedNanos)) {
      teamwork.stalled();
    }
  }

  /// Claims a task and runs it; returns false where none is left.
  private boolean runsOne(int worker) {
    int task = claims.next(worker);
    if (task < 0) {
      return false;
    }
    int finished = 1;
    try {
      tasks.run(task, workers[worker]);
    } catch (Throwable thrown) { // handed to the leader, whatever it is
      failure.set(Optional.of(thrown));
      finished += claims.drop();
    }
    if (unfinished.addAndGet(-finished) == 0 && worker != 0) {
      LockSupport.unpark(leader);
    }
    return true;
  }

  private void follow(int worker) {
    int done = 0;
    int spins = 0;
    while (!closed) {
      int offered = claims.offers();
      if (offered != done) {
        while (runsOne(worker)) {
          spins = 0;
        }
        done = offered;
      } else if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
