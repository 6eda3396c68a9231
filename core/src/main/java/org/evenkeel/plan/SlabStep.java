package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;

/// One step on one slab: computes a range of rows of a value.
///
/// @param name what it does, for people
/// @param replaces the nodes whose values it computes; more than one when steps were fused
/// @param rows rows of the value
/// @param inputs steps of the same phase whose rows it reads
/// @param bytes activations that it reads and writes for one example: [Traffic]
/// @param work the computation
record SlabStep(
    String name, List<Node> replaces, int rows, List<Input> inputs, long bytes, Work work) {

  /// Returns this step with another computation.
  SlabStep with(Work other) {
    return new SlabStep(name, replaces, rows, inputs, bytes, other);
  }

  /// Computes rows `rowFrom` to `rowTo` (exclusive).
  interface Work {
    void run(int slab, int rowFrom, int rowTo, Worker worker);
  }

  /// Says how many rows of the producer must be there before rows up to `rowTo` can be computed.
  interface Reach {
    int rowsNeeded(int rowTo);
  }

  /// A producer in the same phase.
  ///
  /// @param producer index of its step in the phase
  /// @param reach rows needed of it
  record Input(int producer, Reach reach) {}
}
