package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.tanh;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.Slab;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads, fusion and kernels change no bit of any variable.
class PlanBitsTest {
  static Stream<Sequential> networks() {
    return Stream.of(LeNets.small(), LeNets.various());
  }

  private static PlanOptions scalar(PlanRun run, int threads, boolean fusion) {
    return new PlanOptions(KernelChoice.scalar(), run.batch(), threads, fusion);
  }

  private static PlanOptions simd(PlanRun run, int threads, boolean fusion) {
    assertThat(KernelChoice.best().vectorBits()).as("SIMD kernels").isPositive();
    return new PlanOptions(KernelChoice.best(), run.batch(), threads, fusion);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void threadsChangeNothing(Sequential network) {
    PlanRun run = PlanRun.steps(network, 70, 2).sizes(70, 33, 70, 2, 17, 16).momentum(0.9, 0.01);
    float[] expected = run.values(scalar(run, 1, false));
    for (int threads : new int[] {2, 3, 7, 16, 64}) {
      assertThat(run.values(scalar(run, threads, true)))
          .as("%d threads", threads)
          .isEqualTo(expected);
      assertThat(run.values(simd(run, threads, true)))
          .as("%d threads", threads)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void fusionChangesNothing(Sequential network) {
    PlanRun run = PlanRun.steps(network, 40, 2).sizes(40, 23, 40);
    float[] expected = run.values(scalar(run, 1, false));
    assertThat(run.values(scalar(run, 1, true))).isEqualTo(expected);
    assertThat(run.values(simd(run, 1, false))).isEqualTo(expected);
    assertThat(run.values(simd(run, 2, true))).isEqualTo(expected);
  }

  /// The second network ends in a dense normalization, which one example alone does not suit.
  @Test
  void everyBatchSizeGivesTheSameBitsInEveryWay() {
    for (int size : IntStream.rangeClosed(2, 70).toArray()) {
      PlanRun small = PlanRun.steps(LeNets.small(), size, 2);
      assertThat(small.values(scalar(small, 3, true)))
          .as("batch of %d", size)
          .isEqualTo(small.values(scalar(small, 1, false)));
    }
  }

  @Test
  void aBatchOfOneGivesTheSameBitsInEveryWay() {
    Sequential network =
        Sequential.of(Shape.of(1, 6, 5), conv2d(3, 2), batchNorm(), tanh(), flatten(), dense(4));
    PlanRun run = PlanRun.steps(network, 1, 4);
    float[] expected = run.values(scalar(run, 1, false));
    assertThat(run.values(scalar(run, 2, true))).isEqualTo(expected);
    assertThat(run.values(simd(run, 2, true))).isEqualTo(expected);
  }

  /// A plan for a larger batch than it ever gets has the same shards: they follow the batch at
  /// hand.
  /// Parts of all slabs are kept where they are small; else the weights are cut into tiles.
  @Test
  void weightGradientsBySlabAndByTileGiveTheSameBits() {
    Sequential network =
        Sequential.of(
            Shape.of(64, 2, 2), conv2d(256, 3).padding(Padding.same()), flatten(), dense(4));
    int slabs = Drafts.SLABWISE_FLOATS / (256 * 64 * 9);
    PlanRun bySlab = PlanRun.steps(network, slabs * Slab.LANES, 1).sizes(40, 19);
    PlanRun byTile = PlanRun.steps(network, (slabs + 1) * Slab.LANES, 1).sizes(40, 19);

    assertThat(steps(bySlab)).contains("conv2d1: conv2d weight gradient, slabs added up");
    assertThat(steps(byTile)).doesNotContain("conv2d1: conv2d weight gradient, slabs added up");
    assertThat(byTile.values(simd(byTile, 2, true)))
        .isEqualTo(bySlab.values(simd(bySlab, 2, true)));
  }

  private static List<String> steps(PlanRun run) {
    Model model = Model.initialize(run.network(), 3);
    Graph graph = run.network().trace(true).trainingGraph();
    try (Plan plan = new Plan(graph, model.variables(), simd(run, 1, true), 0)) {
      return plan.describe().phases().stream()
          .flatMap(phase -> phase.steps().stream())
          .map(PlanDescription.StepDescription::name)
          .toList();
    }
  }

  @Test
  void theGreatestBatchOfThePlanChangesNothing() {
    PlanRun run = PlanRun.steps(LeNets.small(), 20, 3);
    PlanOptions larger = new PlanOptions(KernelChoice.scalar(), 300, 2, true);
    assertThat(run.values(larger)).isEqualTo(run.values(scalar(run, 1, false)));
  }

  /// More than 16 slabs, so that shards hold several, unequally many.
  @ParameterizedTest
  @ValueSource(ints = {257, 300, 529})
  void shardsOfSeveralSlabsGiveTheSameBits(int batch) {
    PlanRun run = PlanRun.steps(LeNets.small(), batch, 1).sizes(batch, batch - 9);
    float[] expected = run.values(scalar(run, 1, false));
    assertThat(run.values(scalar(run, 7, true))).isEqualTo(expected);
    assertThat(run.values(simd(run, 3, true))).isEqualTo(expected);
  }

  /// Tiny, because widths that the processor lacks run boxed.
  @ParameterizedTest
  @MethodSource("networks")
  @Tag("width")
  void vectorsOfEveryWidthGiveTheBitsOfPlainJava(Sequential network) {
    PlanRun run = PlanRun.steps(network, 18, 2).sizes(18, 5).momentum(0.5, 0.1);
    float[] expected = run.values(scalar(run, 1, false));
    assertThat(run.values(simd(run, 1, false))).isEqualTo(expected);
    assertThat(run.values(simd(run, 2, true))).isEqualTo(expected);
  }
}
