package org.evenkeel.bench.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The lines of the kernels' table: at most 80 columns.
final class KernelTable {
  private static final String FORMAT = "%-36s%8s%11s%9s%9s%7s";
  private static final double NANOSECONDS_IN_MICROSECOND = 1e3;

  private KernelTable() {}

  /// One measurement.
  ///
  /// @param kernel the case
  /// @param vectorBits width, 0 for scalar
  /// @param nanoseconds of a call
  /// @param multiplyAdds of a call
  /// @param bytes of a call
  record Timing(String kernel, int vectorBits, double nanoseconds, long multiplyAdds, long bytes) {
    double gflops() {
      return 2.0 * multiplyAdds / nanoseconds;
    }

    double gigabytes() {
      return bytes / nanoseconds;
    }

    /// The share of the multiply-add peak; without multiply-adds, of the copy bandwidth.
    double share(double peakGflops, double peakGigabytes) {
      return multiplyAdds > 0 ? gflops() / peakGflops : gigabytes() / peakGigabytes;
    }
  }

  static String heads() {
    return String.format(Locale.ROOT, FORMAT, "kernel", "bits", "µs", "GFLOP/s", "GB/s", "peak");
  }

  static String line(Timing timing, double peakGflops, double peakGigabytes) {
    return String.format(
        Locale.ROOT,
        FORMAT,
        timing.kernel(),
        timing.vectorBits() == 0 ? "scalar" : Integer.toString(timing.vectorBits()),
        String.format(Locale.ROOT, "%,.2f", timing.nanoseconds() / NANOSECONDS_IN_MICROSECOND),
        timing.multiplyAdds() == 0 ? "" : String.format(Locale.ROOT, "%.1f", timing.gflops()),
        String.format(Locale.ROOT, "%.1f", timing.gigabytes()),
        String.format(Locale.ROOT, "%.0f %%", 100 * timing.share(peakGflops, peakGigabytes)));
  }

  static List<String> lines(List<Timing> timings, double peakGflops, double peakGigabytes) {
    List<String> lines = new ArrayList<>(List.of(heads()));
    timings.forEach(timing -> lines.add(line(timing, peakGflops, peakGigabytes)));
    return lines;
  }
}
