package org.evenkeel.plan;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.groupNorm;
import static org.evenkeel.nn.Layers.instanceNorm;
import static org.evenkeel.nn.Layers.layerNorm;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.rmsNorm;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every registered fusion, on networks that trigger it: it is applied, and changes no bit.
class FusionsTest {
  private static final BatchNorm NORM = BatchNorm.likeTheSection();

  private static final Sequential DENSE =
      Sequential.of(
          Shape.of(2, 3, 3),
          flatten(),
          dense(7),
          NORM,
          sigmoid(),
          dense(5),
          NORM,
          sigmoid(),
          dense(3));
  private static final Sequential POOLED =
      Sequential.of(
          Shape.of(1, 8, 7),
          conv2d(3, 2).padding(Padding.of(0, 1, 1, 1)),
          NORM,
          sigmoid(),
          avgPool2d(2),
          conv2d(4, 3),
          NORM,
          relu(),
          avgPool2d(2),
          flatten(),
          dense(3));
  private static final Sequential RELU =
      Sequential.of(
          Shape.of(1, 7, 6),
          conv2d(3, 2),
          NORM,
          relu(),
          conv2d(4, 3),
          NORM,
          relu(),
          flatten(),
          dense(3));
  private static final Sequential UNBIASED =
      Sequential.of(
          Shape.of(1, 9, 9),
          conv2d(3, 2).withoutBias(),
          NORM,
          sigmoid(),
          avgPool2d(2),
          conv2d(3, 2).withoutBias(),
          NORM,
          conv2d(4, 2),
          flatten(),
          dense(3));
  private static final Sequential OTHER =
      Sequential.of(
          Shape.of(2, 6, 5), conv2d(3, 2), NORM, tanh(), conv2d(3, 2), NORM, flatten(), dense(3));

  private static final Sequential GROUPS =
      Sequential.of(
          Shape.of(2, 7, 6),
          conv2d(4, 2),
          groupNorm(2),
          sigmoid(),
          conv2d(3, 2),
          layerNorm(),
          relu(),
          avgPool2d(2),
          flatten(),
          dense(6),
          rmsNorm(),
          sigmoid(),
          dense(3));
  private static final Sequential GROUPS_ALONE =
      Sequential.of(
          Shape.of(2, 7, 6),
          conv2d(4, 2),
          instanceNorm(),
          tanh(),
          conv2d(3, 2),
          layerNorm().over(4),
          conv2d(3, 2),
          NORM,
          rmsNorm(),
          flatten(),
          dense(5),
          layerNorm(),
          tanh(),
          dense(3));

  /// Networks that trigger each fusion, by its name.
  private static final Map<String, List<Sequential>> CASES =
      Map.ofEntries(
          entry("normalize", List.of(OTHER)),
          entry("normalize and activate", List.of(DENSE, RELU)),
          entry("normalize, activate and pool", List.of(POOLED, UNBIASED)),
          entry("normalization's gradient sums", List.of(OTHER, UNBIASED)),
          entry("normalization's gradient sums after activation", List.of(DENSE, RELU)),
          entry("normalization's gradient sums after pooling", List.of(POOLED, UNBIASED)),
          entry("normalization's input gradient", List.of(UNBIASED)),
          entry("normalization's input gradient and its sum", List.of(DENSE, RELU, OTHER)),
          entry("normalization's input gradient after pooling", List.of(UNBIASED)),
          entry("normalization's input gradient after pooling and its sum", List.of(POOLED)),
          entry("normalize groups", List.of(GROUPS_ALONE)),
          entry("normalize groups and activate", List.of(GROUPS)),
          entry("gradient of normalized groups", List.of(GROUPS, GROUPS_ALONE)));

  static Stream<String> names() {
    return CASES.keySet().stream().sorted();
  }

  @Test
  void everyRegisteredFusionHasItsCase() {
    assertThat(Fusions.all().stream().map(Fusion::name))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(CASES.keySet());
    assertThat(Fusions.all()).hasSize(13);
  }

  @ParameterizedTest
  @MethodSource("names")
  void isAppliedAndChangesNoBit(String name) {
    for (Sequential network : CASES.getOrDefault(name, List.of())) {
      assertThat(fusedSteps(network, true))
          .as("fused steps")
          .anyMatch(step -> step.contains(name + " ["));
      assertThat(fusedSteps(network, false)).as("fused steps with fusion off").isEmpty();
      PlanRun run = PlanRun.steps(network, 37, 1).sizes(37, 16, 21).momentum(0.9, 0.01);
      float[] expected = run.values(new PlanOptions(KernelChoice.scalar(), 37, 1, false));
      for (Kernels kernels : List.of(KernelChoice.scalar(), KernelChoice.best())) {
        Kernels poisoned = PoisonedLanes.of(kernels);
        assertThat(run.values(new PlanOptions(poisoned, 37, 2, true)))
            .as("%d bits", kernels.vectorBits())
            .isEqualTo(expected);
      }
    }
  }

  private static List<String> fusedSteps(Sequential network, boolean fusion) {
    PlanOptions options = new PlanOptions(KernelChoice.scalar(), 16, 1, fusion);
    try (Plan plan =
        new Plan(
            network.trace(true).trainingGraph(),
            Model.initialize(network, 1).variables(),
            options,
            0)) {
      PlanDescription description = plan.describe();
      List<String> fused =
          description.phases().stream()
              .flatMap(phase -> phase.steps().stream())
              .filter(step -> step.replaces() > 1)
              .map(PlanDescription.StepDescription::name)
              .toList();
      assertThat(description.fusedSteps()).isEqualTo(fused.size());
      return fused;
    }
  }
}
