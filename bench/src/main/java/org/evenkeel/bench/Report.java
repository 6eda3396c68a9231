package org.evenkeel.bench;

import java.util.List;

/// All that was asked for and found.
///
/// @param choices what was asked for
/// @param data which images
/// @param machine on which machine
/// @param peaks what the machine can do
/// @param results contests that were held
/// @param notes what was remarkable, in sentences
record Report(
    Choices choices,
    DataFolder data,
    Machine machine,
    MachinePeaks peaks,
    List<Contest.Result> results,
    List<String> notes) {
  /// Copies the lists.
  Report {
    results = List.copyOf(results);
    notes = List.copyOf(notes);
  }

  /// Returns what follows from the contests.
  List<Findings.Finding> findings() {
    return Findings.of(results, peaks);
  }
}
