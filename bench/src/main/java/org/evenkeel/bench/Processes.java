package org.evenkeel.bench;

import java.io.IOException;
import org.evenkeel.bench.worker.Task;

/// Starts the processes of contests.
@FunctionalInterface
interface Processes {
  /// Runs one process to its end and returns what it told.
  ///
  /// Throws: [MeasuredProcess.FailedException] if it fails or takes longer than `seconds`.
  Sample run(Contest contest, Library library, Task task, double seconds)
      throws IOException, InterruptedException;
}
