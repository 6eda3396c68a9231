package org.evenkeel.plan;

import java.util.List;
import java.util.Optional;

/// Several steps done by one kernel, without changing a bit of any result.
interface Fusion {
  /// Returns the name, as `inspect` shows it.
  String name();

  /// Returns the fused step that ends with `last`, if the pattern is there.
  ///
  /// The planner then checks that what is computed in between is needed nowhere else.
  Optional<Fused> match(Draft last, Lowering lowering);

  /// A match.
  ///
  /// @param replaces the steps that the fused one stands for, operands first, `last` at the end
  /// @param work the fused kernel call, over rows of `last`
  record Fused(List<Draft> replaces, SlabStep.Work work) {}
}
