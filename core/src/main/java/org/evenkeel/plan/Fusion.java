package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;

/// Several steps done by one kernel, without changing a bit of any result.
interface Fusion {
  /// Returns the name, as `inspect` shows it.
  String name();

  /// Returns whether the kernel takes all rows at once, whatever its last step alone would do.
  default boolean whole() {
    return false;
  }

  /// Returns the fused step that ends with `last`, if the pattern is there.
  Optional<Match> match(Draft last, Lowering lowering);

  /// A pattern that was found. The planner accepts it if nothing but `outputs` is needed outside the group.
  ///
  /// @param replaces the drafts that the fused step stands for, operands first
  /// @param outputs those of them whose values the kernel leaves behind
  /// @param maker makes the step; called once, when the match is accepted
  record Match(List<Draft> replaces, List<Draft> outputs, Maker maker) {
    /// Returns this without operands x − mean that other steps read too: the kernel computes them again for itself.
    Match sharingCentred() {
      List<Draft> rest =
          replaces.stream()
              .filter(
                  draft ->
                      !Patterns.isCentred(draft.node())
                          || (!draft.whole() && replaces.containsAll(draft.users())))
              .toList();
      return new Match(rest, outputs, maker);
    }

    /// Returns the draft with the greatest number, after which the step is placed.
    Draft last() {
      return replaces.getLast();
    }
  }

  /// Makes the kernel call of an accepted match.
  interface Maker {
    Fused make(Lowering lowering, Reductions reductions);
  }

  /// A fused step.
  ///
  /// @param work the kernel call
  /// @param merges for each reduction in the group, what merges its parts after the barrier
  record Fused(SlabStep.Work work, Map<Node, Runnable> merges) {}
}
