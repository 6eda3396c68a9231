package org.evenkeel.graph;

import java.util.List;

/// Moments of a per-example value over batch and positions, one per channel, each value counted once or with a weight.
///
/// Formula: m = Σ w; mean = Σ w·x / m; variance = Σ w·(x − mean)² / m, with w = 1 where no weights are given. Values whose weight is not
/// positive are selected out, whatever they are; if all are, mean, variance and weight are 0.
///
/// Numerics: docs/NUMERICS.md, section 6; the variance is never a difference of two large sums, and never negative.
/// Source: Chan, Golub & LeVeque 1983 for the merge.
public final class Moments {
  private final GraphBuilder graph;
  private final List<Node> inputs;

  Moments(GraphBuilder graph, Node... inputs) {
    this.graph = graph;
    this.inputs = List.of(inputs);
  }

  /// Returns the mean, (c).
  public BatchWide mean() {
    return part(Op.Part.MEAN, channels());
  }

  /// Returns the biased variance Σ w·(x − mean)²/m, (c).
  public BatchWide variance() {
    return part(Op.Part.VARIANCE, channels());
  }

  /// Returns the sum of the weights of each channel's values, a scalar: without weights their number, m = N·h·w.
  public BatchWide weight() {
    return inputs.size() == 1
        ? new PerExample(graph, inputs.getFirst()).count()
        : part(Op.Part.WEIGHT, Shape.scalar());
  }

  private Shape channels() {
    return Shape.of(inputs.getFirst().shape().channels());
  }

  private BatchWide part(Op.Part part, Shape shape) {
    Node moments = graph.node(new Op.Moments(), false, channels(), inputs.toArray(Node[]::new));
    return graph.wide(new Op.MomentPart(part), shape, moments);
  }
}
