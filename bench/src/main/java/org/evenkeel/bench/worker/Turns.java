package org.evenkeel.bench.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.measure.MultiplyAddSlices;
import org.evenkeel.measure.Rates;

/// Training in turns with multiply-adds: a slice of them, a few steps, a slice, a few steps. Each
/// stretch of steps is compared with the slices before and after it, so that both had the machine
/// as it was in the same hundredths of a second.
final class Turns implements AutoCloseable {
  private static final double STRETCH_SECONDS = 0.02;

  private final double seconds;
  private final MultiplyAddSlices slices;
  private final List<Double> examplesPerGflop = new ArrayList<>();
  private final List<Double> gflops = new ArrayList<>();
  private final long begin;
  private double before;
  private long start;
  private long examples;

  /// Begins; the next step counts.
  ///
  /// @param seconds after which there are enough turns
  Turns(int threads, double seconds) {
    this.seconds = seconds;
    slices = MultiplyAddSlices.start(threads);
    begin = System.nanoTime();
    before = slice();
    start = System.nanoTime();
  }

  /// Ends a step of so many examples; returns whether there were enough.
  boolean step(long count) {
    examples += count;
    double passed = (System.nanoTime() - start) / 1e9;
    if (passed < STRETCH_SECONDS) {
      return false;
    }
    double after = slice();
    // The multiply-adds of half a slice at each rate take the mean of their times.
    double mean = 2 / (1 / before + 1 / after);
    examplesPerGflop.add(examples / passed / mean);
    gflops.add(mean);
    before = after;
    examples = 0;
    start = System.nanoTime();
    return (start - begin) / 1e9 >= seconds;
  }

  /// Runs a slice. The plan's threads still look for work for a moment after a step, and the system
  /// would put two of ours on one processor: let them fall asleep before.
  private double slice() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return slices.next();
  }

  /// Prints the medians over all stretches.
  void print() {
    System.out.printf(
        Locale.ROOT,
        "TURNS number=%d examples_per_gflop=%.6f gflops=%.3f%n",
        gflops.size(),
        median(examplesPerGflop),
        median(gflops));
  }

  private static double median(List<Double> values) {
    return Rates.of(values.stream().mapToDouble(Double::doubleValue).toArray()).median();
  }

  @Override
  public void close() {
    slices.close();
  }
}
