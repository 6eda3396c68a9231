package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.graph.Node;

/// A per-example node to be computed in a certain phase. A cheap node can be drafted in several phases: it is computed again
/// instead of stored.
final class Draft {
  private final Node node;
  private final int phase;
  private final List<Draft> users = new ArrayList<>();
  private final Activation activation;
  private boolean whole;
  private boolean transposed;
  private int lastPhase;

  Draft(Node node, int phase) {
    this.node = node;
    this.phase = phase;
    this.lastPhase = phase;
    this.activation = new Activation(node.perExample() ? node.shape().values() : 0);
  }

  Node node() {
    return node;
  }

  int phase() {
    return phase;
  }

  Activation activation() {
    return activation;
  }

  /// Returns the drafts of the same phase that read this one.
  List<Draft> users() {
    return users;
  }

  /// Notes that a later phase (or a result) reads it, so that it is stored for the whole batch.
  void keepUntil(int later) {
    whole = true;
    lastPhase = Math.max(lastPhase, later);
  }

  /// Notes that a dense weight gradient reads a transposed copy of it.
  void copyTransposed() {
    transposed = true;
  }

  /// Returns whether something other than its users in this phase reads it.
  boolean readElsewhere() {
    return whole || transposed;
  }

  boolean whole() {
    return whole;
  }

  int lastPhase() {
    return lastPhase;
  }
}
