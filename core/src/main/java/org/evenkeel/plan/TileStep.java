package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;

/// A step partitioned by output: each task computes some of the results over all slabs, in the order of the shard tree.
///
/// @param name what it does, for people
/// @param replaces the nodes whose values it computes
/// @param tasks number of independent tasks
/// @param work the computation
record TileStep(String name, List<Node> replaces, int tasks, Work work) {
  /// Returns this step with another computation.
  TileStep with(Work other) {
    return new TileStep(name, replaces, tasks, other);
  }

  /// Computes one task.
  interface Work {
    void run(int task, Worker worker);
  }
}
