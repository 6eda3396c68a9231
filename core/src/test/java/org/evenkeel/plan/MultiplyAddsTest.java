package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layers;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
  private static long sum(Graph graph, Predicate<Op> which) {
    return graph.nodes().stream()
        .filter(node -> which.test(node.op()))
        .mapToLong(MultiplyAdds::of)
        .sum();
  }

  @Test
  void countsTheTrainingStepOfTheSectionsNetwork() {
    Graph graph = LeNets.lenet(BatchNorm.likeTheSection()).trace(true).trainingGraph();

    assertThat(MultiplyAdds.of(graph)).isEqualTo(758_520);
    assertThat(sum(graph, op -> op instanceof Op.Conv2d || op instanceof Op.Dense))
        .isEqualTo(281_640);
    assertThat(
            sum(
                graph,
                op ->
                    op instanceof Op.Conv2dWeightGradient || op instanceof Op.DenseWeightGradient))
        .isEqualTo(281_640);
    assertThat(
            sum(
                graph,
                op -> op instanceof Op.Conv2dInputGradient || op instanceof Op.DenseInputGradient))
        .isEqualTo(195_240);
  }

  @Test
  void countsGroupsStridesAndPaddingByTheirOutputs() {
    Sequential network =
        Sequential.of(
            Shape.of(4, 6, 6),
            Layers.conv2d(8, 3).groups(2).stride(2).padding(Padding.of(1)),
            Layers.flatten(),
            Layers.dense(5));

    // 8 x 3 x 3 outputs of 2 x 3 x 3 weights each; 5 outputs of 72 weights each.
    long conv = 72 * 18;
    long dense = 5 * 72;
    Graph graph = network.trace(true).trainingGraph();
    assertThat(sum(graph, op -> op instanceof Op.Conv2d)).isEqualTo(conv);
    assertThat(sum(graph, op -> op instanceof Op.Conv2dWeightGradient)).isEqualTo(conv);
    assertThat(MultiplyAdds.of(graph)).isEqualTo(2 * conv + 3 * dense);
  }
}
