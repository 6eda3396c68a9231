package org.evenkeel.measure;

import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;

/// Runs the same small work on several threads at once, a slice whenever it is asked for, and times it from the moment at which all threads are awake to the last one's end.
///
/// Slices are short (some milliseconds), so that the best of many shows the machine undisturbed and
/// the median shows how disturbed it was. Between slices the other threads sleep.
final class TimedSlices implements AutoCloseable {
  private final int threads;
  private final double unitsPerThread;
  private final WorkMaker maker;
  private final Phaser together;
  private final AtomicLong awake = new AtomicLong();
  private final long[] starts;
  private final long[] ends;
  private final float[] sinks;
  private final Work own;
  private long slices;
  private volatile Optional<Throwable> failure = Optional.empty();

  /// One thread's share of a slice. Each thread gets its own object, and so its own buffers.
  @FunctionalInterface
  interface Work {
    /// Does the work once and returns a number computed from it, so that none of it can be left
    /// out.
    float run();
  }

  /// Makes the work of one thread, on that thread, so that its memory is first touched there.
  @FunctionalInterface
  interface WorkMaker {
    /// Makes one thread's work.
    Work make();
  }

  /// Starts the threads but for the first, which is the caller's.
  TimedSlices(int threads, double unitsPerThread, WorkMaker maker) {
    this.threads = threads;
    this.unitsPerThread = unitsPerThread;
    this.maker = maker;
    together = new Phaser(threads);
    starts = new long[threads];
    ends = new long[threads];
    sinks = new float[threads];
    own = maker.make();
    for (int t = 1; t < threads; t++) {
      int self = t;
      Thread.ofPlatform().daemon().name("evenkeel-slice-" + t).start(() -> work(self));
    }
  }

  /// Runs slices that nobody times, so that the work is compiled.
  void warmUp(int number) {
    for (int i = 0; i < number; i++) {
      double _ = next();
    }
  }

  /// Runs slices and returns their rates, in units of work per nanosecond.
  Rates rates(int number) {
    double[] samples = new double[number];
    for (int i = 0; i < number; i++) {
      samples[i] = next();
    }
    return Rates.of(samples);
  }

  /// Runs a slice and returns its rate, all threads together, in units of work per nanosecond.
  double next() {
    together.arriveAndAwaitAdvance();
    slice(0, own, ++slices);
    together.arriveAndAwaitAdvance();
    failure.ifPresent(
        cause -> {
          throw new IllegalStateException("measure: a thread ended early", cause);
        });
    long start = starts[0];
    long end = ends[0];
    for (int t = 1; t < threads; t++) {
      start = Math.min(start, starts[t]);
      end = Math.max(end, ends[t]);
    }
    return threads * unitsPerThread / (end - start);
  }

  /// Ends the other threads.
  @Override
  public void close() {
    together.forceTermination();
  }

  private void work(int self) {
    try {
      Work work = maker.make();
      for (long slice = 1; together.arriveAndAwaitAdvance() >= 0; slice++) {
        slice(self, work, slice);
        if (together.arriveAndAwaitAdvance() < 0) {
          return;
        }
      }
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
      together.arriveAndDeregister();
    }
  }

  /// A thread that is woken starts tens of microseconds after the one that wakes it, so all wait
  /// for one another awake.
  private void slice(int self, Work work, long number) {
    awake.incrementAndGet();
    while (awake.get() < number * threads && failure.isEmpty()) {
      Thread.onSpinWait();
    }
    starts[self] = System.nanoTime();
    sinks[self] += work.run();
    ends[self] = System.nanoTime();
    if (Float.isNaN(sinks[self])) {
      throw new IllegalStateException("measure: the work gave NaN");
    }
  }
}
