package org.evenkeel.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What flows back into one node: the sum of its contributions. A per-example node may also get batch-wide contributions, which are
/// kept apart so that they can be added last, as the addend of a multiply-add.
final class Adjoint {
  private final GraphBuilder graph;
  private final Node node;
  private final List<PerExample> examples = new ArrayList<>();
  private final List<BatchWide> wides = new ArrayList<>();

  Adjoint(GraphBuilder graph, Node node) {
    this.graph = graph;
    this.node = node;
  }

  void add(PerExample contribution) {
    if (!node.perExample()) {
      add(contribution.sum());
    } else if (contribution.shape().equals(node.shape())) {
      examples.add(contribution);
    } else if (node.shape().channels() == 1) {
      examples.add(contribution.channelSum());
    } else {
      Op repeat = new Op.ChannelBroadcast(node.shape().channels());
      examples.add(graph.example(repeat, node.shape(), contribution.node()));
    }
  }

  void add(BatchWide contribution) {
    if (node.perExample() || contribution.shape().equals(node.shape())) {
      wides.add(contribution);
    } else if (node.shape().rank() == 0) {
      wides.add(contribution.sum());
    } else {
      wides.add(graph.wide(new Op.WideBroadcast(), node.shape(), contribution.sum().node()));
    }
  }

  boolean isEmpty() {
    return examples.isEmpty() && wides.isEmpty();
  }

  /// Returns the sum for a batch-wide node.
  BatchWide wide() {
    return wides.stream().reduce(BatchWide::plus).orElseThrow();
  }

  /// Returns the batch-wide sum if nothing per-example flows in.
  Optional<BatchWide> onlyWide() {
    return examples.isEmpty() ? wides.stream().reduce(BatchWide::plus) : Optional.empty();
  }

  /// Returns the sum for a per-example node.
  PerExample example() {
    Optional<PerExample> sum = examples.stream().reduce(PerExample::plus);
    Optional<BatchWide> wide = wides.stream().reduce(BatchWide::plus);
    if (sum.isEmpty()) {
      return graph.example(new Op.Spread(), node.shape(), wide.orElseThrow().node());
    }
    return wide.isEmpty() ? sum.get() : sum.get().plus(wide.get());
  }
}
