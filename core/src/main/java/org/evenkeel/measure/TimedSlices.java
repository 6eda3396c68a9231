package org.evenkeel.measure;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/// Runs the same small work on several threads at once, over and over, and times each slice from
/// the common start to the last thread's end.
///
/// Slices are short (some milliseconds), so that the best one shows the machine undisturbed and the
/// median shows how disturbed it was.
final class TimedSlices {
  private TimedSlices() {}

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

  /// Times `slices` slices after `warmUp` untimed ones; the result is units of work per nanosecond.
  static Rates measure(
      int threads, int warmUp, int slices, double unitsPerThread, WorkMaker maker) {
    double[] samples = new double[slices];
    float[] sinks = new float[threads];
    long[] clock = new long[2]; // start of the slice, end of the slice
    int[] trips = new int[1];
    CyclicBarrier starting = new CyclicBarrier(threads, () -> clock[0] = System.nanoTime());
    CyclicBarrier ending =
        new CyclicBarrier(
            threads,
            () -> {
              clock[1] = System.nanoTime();
              int slice = trips[0]++ - warmUp;
              if (slice >= 0) {
                samples[slice] = threads * unitsPerThread / (clock[1] - clock[0]);
              }
            });
    Thread[] workers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      int self = t;
      workers[t] =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    Work work = maker.make();
                    for (int slice = 0; slice < warmUp + slices; slice++) {
                      await(starting);
                      sinks[self] += work.run();
                      await(ending);
                    }
                  });
    }
    for (Thread worker : workers) {
      join(worker);
    }
    for (float sink : sinks) {
      if (Float.isNaN(sink)) {
        throw new IllegalStateException("measure: the work gave NaN");
      }
    }
    return Rates.of(samples);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("measure: a worker was interrupted", e);
    }
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("measure: interrupted while waiting for a worker", e);
    }
  }
}
