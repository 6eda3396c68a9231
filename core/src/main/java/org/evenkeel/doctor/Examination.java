package org.evenkeel.doctor;

import java.util.List;

/// What the doctor says.
///
/// @param findings what was found, warnings first
/// @param skipped checks that could not be made
public record Examination(List<Finding> findings, List<Skipped> skipped) {
  /// A check that could not be made.
  ///
  /// @param illness what it looks for
  /// @param reason why it was skipped
  public record Skipped(Illness illness, String reason) {}

  /// Copies the lists.
  public Examination {
    findings = List.copyOf(findings);
    skipped = List.copyOf(skipped);
  }

  /// Returns the warnings.
  public List<Finding> warnings() {
    return findings.stream().filter(Finding::isWarning).toList();
  }

  /// Returns the notes.
  public List<Finding> notes() {
    return findings.stream().filter(finding -> !finding.isWarning()).toList();
  }
}
