package org.evenkeel.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A state that follows a statistic of the batches, found by how it is updated: `movingAverage(state, statistic, …)`, whoever wrote the layer. Or a state
/// that counts for such a one: it is read where that one is updated, and has an update of its own, which then is its statistic.
///
/// @param state the state
/// @param statistic what it follows, batch-wide: the mean, the variance, or arithmetic on parts of moments; what a counter becomes
/// @param moments the moments that the statistic is made of, at least one, but for a counter
public record FollowedStatistic(Variable state, Node statistic, Set<Node> moments) {
  /// Copies the set, keeping its order.
  public FollowedStatistic {
    moments = new LinkedHashSet<>(moments);
  }

  /// Returns the states that follow moments, then those that count for them.
  ///
  /// @param updates new values of states, as a training graph has them
  public static List<FollowedStatistic> of(Map<Variable, Node> updates) {
    List<FollowedStatistic> found = new ArrayList<>();
    Set<Variable> read = new LinkedHashSet<>();
    updates.forEach(
        (state, update) ->
            followed(state, update)
                .map(statistic -> new FollowedStatistic(state, statistic, momentsOf(statistic)))
                .filter(followed -> !followed.moments().isEmpty())
                .ifPresent(
                    followed -> {
                      found.add(followed);
                      read.addAll(statesOf(update));
                    }));
    found.forEach(followed -> read.remove(followed.state()));
    for (Variable counter : read) {
      Node update = updates.get(counter);
      if (update != null) {
        found.add(new FollowedStatistic(counter, update, momentsOf(update)));
      }
    }
    return found;
  }

  private static Set<Node> momentsOf(Node statistic) {
    Set<Node> moments = new LinkedHashSet<>();
    visitWide(
        statistic,
        new LinkedHashSet<>(),
        node -> {
          if (node.op() instanceof Op.MomentPart) {
            moments.add(node.input(0));
          }
        });
    return moments;
  }

  private static Set<Variable> statesOf(Node update) {
    Set<Variable> states = new LinkedHashSet<>();
    visitWide(
        update,
        new LinkedHashSet<>(),
        node -> {
          if (node.op() instanceof Op.Read(Variable variable) && !variable.learnable()) {
            states.add(variable);
          }
        });
    return states;
  }

  /// Returns the parts of moments, and the counts of values, that the statistic is computed from.
  public List<Node> parts() {
    List<Node> parts = new ArrayList<>();
    visitWide(
        statistic,
        new LinkedHashSet<>(),
        node -> {
          if (node.op() instanceof Op.MomentPart || node.op() instanceof Op.Count) {
            parts.add(node);
          }
        });
    return parts;
  }

  private static Optional<Node> followed(Variable state, Node update) {
    List<Node> values = new ArrayList<>();
    visitWide(
        update,
        new LinkedHashSet<>(),
        node -> {
          if (node.op() instanceof Op.MovingAverage
              && node.input(0).op() instanceof Op.Read(Variable old)
              && old.equals(state)) {
            values.add(node.input(1));
          }
        });
    return values.stream().findFirst();
  }

  /// Visits batch-wide arithmetic from a value back to where it meets examples.
  private static void visitWide(Node node, Set<Node> seen, Consumer<Node> visitor) {
    if (!node.perExample() && seen.add(node)) {
      visitor.accept(node);
      if (!(node.op() instanceof Op.MomentPart)) {
        node.inputs().forEach(input -> visitWide(input, seen, visitor));
      }
    }
  }
}
