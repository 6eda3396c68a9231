package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Op;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Normalizing;
import org.junit.jupiter.api.Test;

/// Stored statistics make no barrier, forward or backward.
class FrozenPlanTest {
  private static final BatchNorm NORM = BatchNorm.likeTheSection();

  private static PlanDescription plan(Sequential network) {
    Model model = Model.initialize(network, 1);
    Graph graph = network.trace(true).trainingGraph();
    PlanOptions options = new PlanOptions(KernelChoice.scalar(), 32, 1, true);
    try (Plan plan = new Plan(graph, model.variables(), options, 1)) {
      return plan.describe();
    }
  }

  private static int phases(BatchNorm norm) {
    return plan(LeNets.lenet(norm)).phases().size();
  }

  @Test
  void frozenLayersAddNoPhase() {
    Sequential with = LeNets.lenet(NORM.frozen());
    List<Layer> others =
        with.layers().stream().filter(layer -> !layer.type().equals(BatchNorm.TYPE)).toList();
    int without = plan(Sequential.of(with.input(), others)).phases().size();
    assertThat(phases(NORM.frozen())).isEqualTo(without);
    assertThat(phases(NORM.normalizeWith(Normalizing.STORED))).isEqualTo(without);
    assertThat(phases(NORM)).isGreaterThanOrEqualTo(without + 7);
  }

  @Test
  void frozenLayersReduceNothingOfTheirOwn() {
    Graph graph = LeNets.lenet(NORM.frozen()).trace(true).trainingGraph();
    assertThat(graph.updates()).isEmpty();
    assertThat(graph.nodes())
        .noneMatch(node -> node.op() instanceof Op.Moments || node.op() instanceof Op.SumProduct);
    assertThat(graph.gradients().keySet()).noneMatch(v -> v.layer().startsWith("bn"));
  }

  @Test
  void theirForwardPassIsFused() {
    assertThat(plan(LeNets.lenet(NORM.frozen())).phases())
        .flatMap(PlanDescription.PhaseDescription::steps)
        .extracting(PlanDescription.StepDescription::name)
        .filteredOn(name -> name.contains("normalize and activate [subtract batch-wide"))
        .hasSize(4);
  }
}
