package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;

/// Batch-wide arithmetic after a barrier: merging a reduction, or computing on what was merged.
///
/// @param name what it does, for people
/// @param replaces the nodes whose values it computes
/// @param work the computation
record WideStep(String name, List<Node> replaces, Runnable work) {
  /// Returns it as one task among others, for a phase whose other tasks do not need its results.
  TileStep asTask() {
    return new TileStep(name, replaces, 1, (_, _) -> work.run());
  }
}
