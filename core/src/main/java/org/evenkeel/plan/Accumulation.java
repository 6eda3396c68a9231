package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.kernel.LaneTree;

/// Makes one step of several runs: a batch computed in parts. Gradients are added up, weighted by examples, batch-wide results as they are; the moments
/// that states follow are merged by Chan's formula, and what follows them is computed again from the whole.
///
/// Source: docs/NUMERICS.md, section 9.
final class Accumulation {
  /// A gradient: that of the last part, and the sum.
  private record Gradient(float[] value, float[] sum) {}

  /// Moments: those of the last part, from index 0 on, and the merged ones.
  private record Merged(double[] part, double[] whole) {}

  private final Gradient[] gradients;
  private final Merged[] moments;
  private final Wide[] results;
  private final double[][] sums;
  private final Runnable[] followers;
  private final Run run;
  private int examples;

  /// Prepares accumulation.
  ///
  /// @throws IllegalArgumentException if a state follows something else than moments and counts
  Accumulation(Graph graph, Storage storage, Run run) {
    this.run = run;
    gradients =
        graph.gradients().values().stream()
            .map(node -> storage.wide(node).hi())
            .map(value -> new Gradient(value, new float[value.length]))
            .toArray(Gradient[]::new);
    results =
        graph.results().values().stream()
            .filter(node -> !node.perExample())
            .map(storage::wide)
            .toArray(Wide[]::new);
    sums = Stream.of(results).map(result -> new double[result.count()]).toArray(double[][]::new);
    Set<Node> followed = Parts.followed(graph);
    WideLowering wides = new WideLowering(storage, run);
    List<Merged> merged = new ArrayList<>();
    List<Runnable> computed = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (followed.contains(node) && node.op() instanceof Op.Moments) {
        int values = node.shape().channels() * LaneTree.MOMENTS;
        merged.add(new Merged(storage.moments(node), new double[values]));
      } else if (followed.contains(node) && !(node.op() instanceof Op.Read)) {
        computed.add(wides.lower(node));
      }
    }
    moments = merged.toArray(Merged[]::new);
    followers = computed.toArray(Runnable[]::new);
  }

  /// Takes in what the last run left: a part of a batch of `total` examples.
  ///
  /// @param first whether it is the batch's first part
  void add(boolean first, int total) {
    if (first) {
      examples = 0;
    }
    examples += run.examples;
    float share = (float) ((double) run.examples / total);
    for (Gradient gradient : gradients) {
      float[] sum = gradient.sum();
      float[] value = gradient.value();
      for (int i = 0; i < sum.length; i++) {
        sum[i] = Math.fma(value[i], share, first ? 0f : sum[i]);
      }
    }
    for (int i = 0; i < results.length; i++) {
      for (int j = 0; j < sums[i].length; j++) {
        sums[i][j] = (first ? 0 : sums[i][j]) + results[i].at(j);
      }
    }
    for (Merged each : moments) {
      double[] whole = each.whole();
      if (first) {
        System.arraycopy(each.part(), 0, whole, 0, whole.length);
      } else {
        for (int at = 0; at < whole.length; at += LaneTree.MOMENTS) {
          LaneTree.mergeMoments(whole, at, each.part(), at);
        }
      }
    }
  }

  /// Puts sums and merged moments in the place of the last part's, and computes new states from them.
  void finish() {
    for (Gradient gradient : gradients) {
      System.arraycopy(gradient.sum(), 0, gradient.value(), 0, gradient.sum().length);
    }
    for (Merged each : moments) {
      System.arraycopy(each.whole(), 0, each.part(), 0, each.whole().length);
    }
    int part = run.examples;
    run.examples = examples;
    for (Runnable follower : followers) {
      follower.run();
    }
    run.examples = part;
    for (int i = 0; i < results.length; i++) {
      System.arraycopy(sums[i], 0, results[i].values(), 0, sums[i].length);
    }
  }
}
