package org.evenkeel.plan;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Threads that claim the tasks of a phase one by one; the calling thread is one of them. Nothing is allocated while they run.
final class Workers implements AutoCloseable {
  /// Work whose tasks are independent of each other.
  interface Tasks {
    int count();

    void run(int task, Worker worker);
  }

  private static final int SPINS = 2_000;

  private final Worker[] workers;
  private final Thread[] threads;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean closed;
  private final AtomicReference<Optional<Throwable>> failure =
      new AtomicReference<>(Optional.empty());
  private Tasks tasks =
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
  private Thread leader = Thread.currentThread();

  Workers(Worker[] workers) {
    this.workers = workers;
    threads = new Thread[workers.length - 1];
    for (int i = 0; i < threads.length; i++) {
      Worker worker = workers[i + 1];
      threads[i] = new Thread(() -> follow(worker), "evenkeel-worker-" + (i + 1));
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  /// Returns the worker of the calling thread.
  Worker leader() {
    return workers[0];
  }

  /// Runs all tasks and returns when the last has ended.
  void run(Tasks work) {
    if (closed) {
      throw new IllegalStateException("the plan is closed");
    }
    tasks = work;
    leader = Thread.currentThread();
    next.set(0);
    busy.set(threads.length);
    generation.incrementAndGet();
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    claim(workers[0]);
    int spins = 0;
    while (busy.get() > 0) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, 50_000);
      }
    }
    Optional<Throwable> thrown = failure.getAndSet(Optional.empty());
    if (thrown.isPresent()) {
      throw new IllegalStateException("a step of the plan failed: " + thrown.get(), thrown.get());
    }
  }

  private void claim(Worker worker) {
    Tasks work = tasks;
    try {
      int count = work.count();
      for (int task = next.getAndIncrement(); task < count; task = next.getAndIncrement()) {
        work.run(task, worker);
      }
    } catch (Throwable thrown) { // handed to the leader, whatever it is
      failure.set(Optional.of(thrown));
      next.set(Integer.MAX_VALUE / 2);
    }
  }

  private void follow(Worker worker) {
    int seen = 0;
    while (true) {
      int spins = 0;
      while (generation.get() == seen && !closed) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen++;
      claim(worker);
      if (busy.decrementAndGet() == 0) {
        LockSupport.unpark(leader);
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
