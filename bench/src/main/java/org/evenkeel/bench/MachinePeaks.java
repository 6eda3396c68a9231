package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.measure.CopyBandwidth;
import org.evenkeel.measure.MultiplyAddPeak;
import org.evenkeel.measure.Rates;

/// What the machine can do: multiply-adds in registers, and copies in each level of memory.
///
/// @param rows one for each number of threads
record MachinePeaks(List<Row> rows) {
  /// Copies the list.
  MachinePeaks {
    rows = List.copyOf(rows);
  }

  /// One number of threads, all together.
  ///
  /// @param threads how many
  /// @param multiplyAdd GFLOP/s, a multiply-add counting as two operations
  /// @param copies GB/s read and written, in the order of [CopyBandwidth.Level]
  record Row(int threads, Rates multiplyAdd, List<Rates> copies) {
    /// Copies the list.
    Row {
      copies = List.copyOf(copies);
    }
  }

  /// Measures with 1 and with 2 threads, or the one of a machine with one processor.
  ///
  /// @param effort 1 for a quick look (about three seconds), more for more slices
  static MachinePeaks measure(int effort) {
    int most = Math.min(2, Runtime.getRuntime().availableProcessors());
    return new MachinePeaks(IntStream.rangeClosed(1, most).mapToObj(t -> row(t, effort)).toList());
  }

  private static Row row(int threads, int effort) {
    List<Rates> copies = new ArrayList<>();
    Rates multiplyAdd = MultiplyAddPeak.measure(threads, 100 * effort);
    for (CopyBandwidth.Level level : CopyBandwidth.Level.values()) {
      copies.add(CopyBandwidth.measure(level, threads, 6 * effort));
    }
    return new Row(threads, multiplyAdd, copies);
  }

  /// Returns how many times one thread's peak two threads reach; 1 on a machine with one processor.
  double gainOfTwoThreads() {
    return rows.size() < 2 ? 1 : rows.get(1).multiplyAdd().max() / rows.get(0).multiplyAdd().max();
  }
}
