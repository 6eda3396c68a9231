package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;

import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Momentum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A batch computed in parts: one step of the whole.
class PartsTest {
  private static final int EXAMPLES = 53;
  private static final Shape INPUT = Shape.of(1, 6, 5);

  @Test
  void partsAreFewAndEven() {
    assertThat(Parts.count(256, 64)).isEqualTo(4);
    assertThat(Parts.count(257, 256)).isEqualTo(2);
    assertThat(Parts.count(3, 3)).isEqualTo(1);
    for (int examples = 1; examples < 60; examples++) {
      for (int greatest = 1; greatest <= examples; greatest++) {
        int parts = Parts.count(examples, greatest);
        int least = examples;
        int most = 0;
        for (int part = 0; part < parts; part++) {
          int size = Parts.begin(part + 1, parts, examples) - Parts.begin(part, parts, examples);
          least = Math.min(least, size);
          most = Math.max(most, size);
        }
        assertThat(most).isLessThanOrEqualTo(greatest);
        assertThat(most - least).isBetween(0, 1);
        assertThat(Parts.begin(parts, parts, examples)).isEqualTo(examples);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, EXAMPLES})
  void withoutNormalizationAStepInPartsIsThatOfTheWhole(int parts) {
    Sequential network =
        Sequential.of(INPUT, conv2d(3, 3), relu(), dropout(0.4), flatten(), dense(4));
    Trained whole = new Trained(network, KernelChoice.best(), 1, 0);
    Trained inParts = new Trained(network, KernelChoice.best(), 2, parts);
    assertThat(inParts.loss).isCloseTo(whole.loss, within(1e-5 * whole.loss));
    assertThat(inParts.correct).isEqualTo(whole.correct);
    compare(inParts.values, whole.values, 1e-5);
  }

  @Test
  void batchStatisticsOfPartsAreMergedIntoOneUpdate() {
    // The first layer sees the same data in parts and in the whole: so must its statistics.
    for (BatchNorm norm :
        new BatchNorm[] {
          BatchNorm.likeTheSection(),
          BatchNorm.likePyTorch(),
          BatchNorm.likePyTorch().momentum(Momentum.cumulative()),
          BatchNorm.likeKeras().momentum(Momentum.pooled()),
        }) {
      Sequential network = Sequential.of(INPUT, named("first", norm), flatten(), dense(4));
      Trained whole = new Trained(network, KernelChoice.best(), 1, 0);
      Trained inParts = new Trained(network, KernelChoice.best(), 1, 4);
      for (Variable variable : whole.values.variables()) {
        if (!variable.learnable()) {
          float[] expected = whole.values.of(variable);
          float[] found = inParts.values.of(variable);
          for (int i = 0; i < expected.length; i++) {
            assertThat(found[i])
                .as("%s of %s", variable.name(), norm)
                .isCloseTo(expected[i], within(Math.abs(expected[i]) * 1e-6f));
          }
        }
      }
    }
  }

  @Test
  void kernelsAndThreadsChangeNoBit() {
    Sequential network =
        Sequential.of(
            INPUT,
            conv2d(4, 3),
            batchNorm(),
            relu(),
            dropout(0.2),
            flatten(),
            dense(5),
            batchNorm());
    Trained first = new Trained(network, KernelChoice.best(), 1, 3);
    for (int threads : new int[] {2, 3}) {
      Trained other = new Trained(network, KernelChoice.best(), threads, 3);
      compare(other.values, first.values, 0);
    }
    compare(new Trained(network, KernelChoice.scalar(), 2, 3).values, first.values, 0);
    assertThat(new Trained(network, KernelChoice.scalar(), 2, 3).loss).isEqualTo(first.loss);
  }

  @Test
  void onePartIsTheWholeToTheBit() {
    Sequential network =
        Sequential.of(INPUT, conv2d(4, 3), batchNorm(), relu(), flatten(), dense(5));
    Trained whole = new Trained(network, KernelChoice.best(), 1, 0);
    compare(new Trained(network, KernelChoice.best(), 1, 1).values, whole.values, 0);
  }

  @Test
  void refusesStatesThatFollowOtherSums() {
    Layer counting =
        new Layer() {
          @Override
          public String type() {
            return "counting";
          }

          @Override
          public PerExample apply(PerExample x, Scope scope) {
            BatchWide state = scope.state("total", Shape.of(1), Initializer.zeros());
            scope.update(state, state.plus(x.sum()));
            return x;
          }
        };
    Sequential network = Sequential.of(INPUT, named("odd", counting), flatten(), dense(4));
    assertThatThrownBy(() -> new Trained(network, KernelChoice.best(), 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("odd.total depends on \"odd: sum\"")
        .hasMessageContaining("train without micro-batches");
  }

  private static void compare(VariableValues found, VariableValues expected, double tolerance) {
    for (Variable variable : expected.variables()) {
      float[] right = expected.of(variable);
      float[] actual = found.of(variable);
      for (int i = 0; i < right.length; i++) {
        assertThat((double) actual[i])
            .as("%s[%d]", variable.name(), i)
            .isCloseTo(right[i], within(tolerance));
      }
    }
  }

  /// A network after two steps; `parts` = 0 runs the batch without parts.
  private static final class Trained {
    private final VariableValues values;
    private final double loss;
    private final double correct;

    Trained(Sequential network, org.evenkeel.kernel.Kernels kernels, int threads, int parts) {
      values = Model.initialize(network, 3).variables();
      Dataset data = PlanRun.images(network, EXAMPLES + 4);
      PlanOptions options = new PlanOptions(PoisonedLanes.of(kernels), EXAMPLES, threads, true);
      int[] order = IntStream.range(0, data.size()).map(i -> data.size() - 1 - i).toArray();
      try (Plan plan = new Plan(network.trace(true).trainingGraph(), values, options, 5)) {
        plan.data(data.pixels(), data.pixelsOffset(), data.labels());
        for (int step = 0; step < 2; step++) {
          if (parts == 0) {
            plan.run(order, 2, EXAMPLES, step);
          } else {
            plan.run(order, 2, EXAMPLES, step, parts);
          }
          plan.update(0.3f, 0.5f, 0.01f);
        }
        loss = plan.scalar(Traced.LOSS);
        correct = plan.scalar(Traced.CORRECT);
      }
    }
  }
}
