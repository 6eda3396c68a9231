package org.evenkeel.measure;

import org.evenkeel.kernel.Probe;
import org.evenkeel.plan.KernelChoice;

/// Multiply-adds in registers on several threads, a slice of about two milliseconds whenever it is asked for: what the machine gives at that moment.
///
/// Taken in turns with some other work they show what share of the possible it reaches on a machine
/// that others use too, where a peak measured a minute ago says little. Close it to end its threads.
public final class MultiplyAddSlices implements AutoCloseable {
  private static final int WARM_UP_SLICES = 20;

  private final TimedSlices slices;

  private MultiplyAddSlices(TimedSlices slices) {
    this.slices = slices;
  }

  /// Starts `threads` - 1 threads, the caller's being one too, and warms up.
  public static MultiplyAddSlices start(int threads) {
    Probe probe = KernelChoice.probe();
    TimedSlices slices =
        new TimedSlices(threads, probe.operations(), () -> () -> probe.multiplyAdds(1e-3f, 1e-3f));
    slices.warmUp(WARM_UP_SLICES);
    return new MultiplyAddSlices(slices);
  }

  /// Runs one slice, in GFLOP/s, all threads together, a multiply-add counting as two operations.
  public double next() {
    return slices.next();
  }

  /// Runs slices and sums their rates up.
  Rates rates(int number) {
    return slices.rates(number);
  }

  @Override
  public void close() {
    slices.close();
  }
}
