package org.evenkeel.bench.peers;

import java.util.Arrays;
import java.util.Locale;

/// Runs a task's epochs and prints one line for each, in the form that the benchmark reads.
public final class Report {
  private final Task task;

  /// A report on a task.
  public Report(Task task) {
    this.task = task;
  }

  /// One pass over the examples.
  @FunctionalInterface
  public interface Epoch {
    /// Runs it.
    ///
    /// @param number from 1
    /// @return a number computed from all of it, a mean loss for example
    double run(int number);
  }

  /// Runs whole epochs: some to warm up, then those that count.
  public void epochs(int examples, Epoch epoch) {
    long begin = System.nanoTime();
    long measuredFrom = 0;
    int measured = 0;
    for (int number = 1; measured < task.epochs(); number++) {
      long start = System.nanoTime();
      boolean warmUp = measured == 0 && (number == 1 || start - begin < task.warmUp() * 1e9);
      if (!warmUp && measured == 0) {
        measuredFrom = start;
      } else if (!warmUp && start - measuredFrom > task.limit() * 1e9) {
        return;
      }
      double result = epoch.run(number);
      double seconds = (System.nanoTime() - start) / 1e9;
      measured += warmUp ? 0 : 1;
      System.out.printf(
          Locale.ROOT,
          "EPOCH number=%d warm_up=%s seconds=%.9f examples=%d result=%.4f%n",
          number,
          warmUp,
          seconds,
          examples,
          result);
    }
  }

  /// Times one image at a time: `task.epochs()` thousand of them after the warm-up, and prints
  /// median and 99th percentile.
  ///
  /// @param predict predicts the image of this number
  public void latencies(int examples, java.util.function.IntToDoubleFunction predict) {
    double sum = 0;
    long begin = System.nanoTime();
    int next = 0;
    while (System.nanoTime() - begin < task.warmUp() * 1e9) {
      sum += predict.applyAsDouble(next++ % examples);
    }
    double[] seconds = new double[1000 * task.epochs()];
    for (int i = 0; i < seconds.length; i++) {
      long start = System.nanoTime();
      sum += predict.applyAsDouble(next++ % examples);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "LATENCY images=%d median=%.9f p99=%.9f result=%.4f%n",
        seconds.length,
        seconds[seconds.length / 2],
        seconds[seconds.length * 99 / 100],
        sum / next);
  }

  /// Puts numbers in a new random order.
  public static void shuffle(long[] order, java.util.Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
