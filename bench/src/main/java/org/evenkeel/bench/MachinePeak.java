package org.evenkeel.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.evenkeel.measure.CopyBandwidth;
import org.evenkeel.measure.MultiplyAddPeak;
import org.evenkeel.measure.Rates;

/// Prints what the machine can do: multiply-adds in registers, and copies in each level of memory,
/// with one and with two threads. Best slice, and in brackets the median, which falls behind where
/// something else runs.
public final class MachinePeak {
  private static final int MULTIPLY_ADD_SLICES = 500;
  private static final int COPY_SLICES = 30;

  private MachinePeak() {}

  /// Measures and prints; takes no arguments. Needs `--add-modules jdk.incubator.vector`.
  public static void main(String[] args) {
    print(System.out);
  }

  private static void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s, %d processors, Java %s, vectors of %d bit%n",
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        MultiplyAddPeak.vectorBits());
    for (int threads = 1; threads <= 2; threads++) {
      Rates peak = MultiplyAddPeak.measure(threads, MULTIPLY_ADD_SLICES);
      print(out, "multiply-add, registers", threads, peak, "GFLOP/s");
      for (CopyBandwidth.Level level : CopyBandwidth.Level.values()) {
        Rates copy = CopyBandwidth.measure(level, threads, COPY_SLICES);
        print(out, "copy, " + level, threads, copy, "GB/s");
      }
    }
  }

  private static void print(PrintStream out, String what, int threads, Rates rates, String unit) {
    out.printf(
        Locale.ROOT,
        "%-24s threads=%d %8.1f %s (median %.1f)%n",
        what,
        threads,
        rates.max(),
        unit,
        rates.median());
  }
}
