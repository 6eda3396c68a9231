package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.doctor.Finding;
import org.evenkeel.doctor.Illness;
import org.evenkeel.doctor.Watch;

/// Warnings of the doctor while a model is trained, each once: a line for each illness.
final class Health {
  private Health() {}

  /// Looks at the model after an epoch.
  ///
  /// @param last whether this is the last epoch
  static List<String> lines(Watch watch, boolean last, Path run) {
    Map<Illness, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding finding : watch.epoch(last)) {
      groups.computeIfAbsent(finding.illness(), _ -> new ArrayList<>()).add(finding);
    }
    List<String> lines = new ArrayList<>();
    groups.forEach(
        (_, findings) -> {
          int more = findings.size() - 1;
          lines.add(
              "warning: %s%s; ./evenkeel doctor %s tells more"
                  .formatted(
                      findings.getFirst(),
                      more == 0
                          ? ""
                          : " (and %d more layer%s)".formatted(more, more > 1 ? "s" : ""),
                      run));
        });
    return lines;
  }
}
