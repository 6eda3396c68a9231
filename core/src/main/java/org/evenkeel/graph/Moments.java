package org.evenkeel.graph;

/// Count-weighted moments of a per-example value over batch and positions, one per channel.
///
/// Numerics: docs/NUMERICS.md, section 6; the variance is never computed as E[x²] − E[x]².
/// Source: Chan, Golub & LeVeque 1983 for the merge.
public final class Moments {
  private final GraphBuilder graph;
  private final Node x;

  Moments(GraphBuilder graph, Node x) {
    this.graph = graph;
    this.x = x;
  }

  /// Returns the mean, (c).
  public BatchWide mean() {
    return part(Op.Part.MEAN);
  }

  /// Returns the biased variance Σ(x − mean)²/m, (c).
  public BatchWide variance() {
    return part(Op.Part.VARIANCE);
  }

  /// Returns the number of values per channel, m = N·h·w, a scalar.
  public BatchWide weight() {
    return new PerExample(graph, x).count();
  }

  private BatchWide part(Op.Part part) {
    Shape channels = Shape.of(x.shape().channels());
    Node moments = graph.node(new Op.Moments(), false, channels, x);
    return graph.wide(new Op.MomentPart(part), channels, moments);
  }
}
