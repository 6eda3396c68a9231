package org.evenkeel.plan;

import java.util.HashSet;
import java.util.Set;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// How a batch is computed in parts: as few as possible, their sizes differing by at most one.
///
/// Source: docs/NUMERICS.md, section 9.
public final class Parts {
  private Parts() {}

  /// Returns how many parts a batch has.
  ///
  /// @param examples examples in the batch
  /// @param greatest examples that a part may have
  public static int count(int examples, int greatest) {
    return (int) (((long) examples + greatest - 1) / greatest);
  }

  /// Returns where a part begins in its batch; for `part` = `parts`, the number of examples.
  public static int begin(int part, int parts, int examples) {
    return (int) ((long) part * examples / parts);
  }

  /// Checks that a training graph can be computed in parts.
  ///
  /// @throws IllegalArgumentException if a state follows another reduction than moments and counts
  public static void requireMergeable(Graph graph) {
    var _ = followed(graph);
  }

  /// Returns the nodes from which new states are computed, down to variables, counts and moments: what is computed again from the whole of a batch.
  ///
  /// @throws IllegalArgumentException if a state follows another reduction, such as a sum: that of a part cannot be merged with others
  static Set<Node> followed(Graph graph) {
    Set<Node> followed = new HashSet<>();
    graph.updates().forEach((state, node) -> follow(node, state.name(), followed));
    return followed;
  }

  private static void follow(Node node, String state, Set<Node> followed) {
    if (!followed.add(node) || node.op() instanceof Op.Moments || node.op() instanceof Op.Count) {
      return;
    }
    if (Drafts.isReduction(node) || Drafts.isWeightGradient(node)) {
      throw new IllegalArgumentException(
          "micro-batches: the new value of %s depends on \"%s\"; of a batch in parts only moments and counts are merged: let it follow moments(), or train without micro-batches"
              .formatted(state, Names.of(node)));
    }
    node.inputs().forEach(input -> follow(input, state, followed));
  }
}
