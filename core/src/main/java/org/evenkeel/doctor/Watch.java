package org.evenkeel.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.model.Model;

/// Looks at a model while it is trained: cheap checks after each epoch, each warning told once.
public final class Watch {
  private record Told(Illness illness, String layer) {}

  private final StateChecks checks;
  private final Course course;
  private final Set<Told> told = new HashSet<>();

  private Watch(StateChecks checks, Course course) {
    this.checks = checks;
    this.course = course;
  }

  /// Returns a watch over `model`, whose values training changes in place.
  ///
  /// @param course what is planned
  public static Watch over(Model model, Course course) {
    return new Watch(new StateChecks(model.variables(), NormLayer.of(model.network())), course);
  }

  /// Returns the warnings that are new after an epoch.
  ///
  /// @param last whether this is the last epoch, after which statistics should be settled
  public List<Finding> epoch(boolean last) {
    List<Finding> found = new ArrayList<>(checks.ofValues());
    checks.ofCourse(course).stream()
        .filter(finding -> last || finding.illness() != Illness.UNSETTLED_STATISTICS)
        .forEach(found::add);
    found.removeIf(
        finding -> !finding.isWarning() || !told.add(new Told(finding.illness(), finding.layer())));
    return found;
  }
}
