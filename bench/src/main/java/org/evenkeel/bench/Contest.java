package org.evenkeel.bench;

import java.util.List;
import java.util.Locale;
import org.evenkeel.bench.worker.Task;

/// One kind of work, done by several libraries in turn.
///
/// @param kind what
/// @param threads threads of each, at most
/// @param libraries who takes part, ours first
/// @param task what a process does; the number of threads is set for each
/// @param multiplyAdds nominal multiply-adds for one example, 0 where nothing is counted
record Contest(Workload kind, int threads, List<Library> libraries, Task task, long multiplyAdds) {
  /// Copies the list.
  Contest {
    libraries = List.copyOf(libraries);
  }

  /// Returns what people read.
  String title() {
    return "%s, %d thread%s".formatted(kind.title(), threads, threads == 1 ? "" : "s");
  }

  /// Returns what JSON says: the workload's word and the number of threads.
  String key() {
    return String.format(Locale.ROOT, "%s-%d", kind.word(), threads);
  }

  /// What came out of a contest.
  ///
  /// @param contest which
  /// @param series of those who ended well, in the order of the libraries
  record Result(Contest contest, List<Series> series) {
    /// Copies the list.
    Result {
      series = List.copyOf(series);
    }
  }
}
