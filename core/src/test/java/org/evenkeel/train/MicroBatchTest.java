package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.masking;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.train.TrainingException.Kind;
import org.junit.jupiter.api.Test;

/// Training with minibatches that are computed in parts.
class MicroBatchTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Shape INPUT = Shape.of(1, 8, 7);
  private static final Sequential WITHOUT_NORM =
      Sequential.of(INPUT, conv2d(3, 3), relu(), dropout(0.2), flatten(), dense(4));
  private static final Sequential NORMALIZED =
      Sequential.of(
          INPUT,
          named("input", BatchNorm.likePyTorch().momentum(Momentum.pooled())),
          conv2d(3, 3),
          BatchNorm.likeTheSection(),
          relu(),
          dropout(0.2),
          flatten(),
          dense(6),
          BatchNorm.likePyTorch(),
          dense(4));

  /// Batches of 20, 20 and 10.
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(1, 8, 7), 4, 2).dataset(50);

  private static Trainer trainer() {
    return Trainer.of(Sgd.rate(0.3).momentum(0.5)).epochs(2).batch(20).seed(4).execution(PLAIN);
  }

  private static Model trained(Sequential network, Trainer trainer) {
    Model model = Model.initialize(network, 6);
    trainer.fit(model, DATA);
    return model;
  }

  @Test
  void withoutNormalizationAMicroBatchChangesNothingButRounding() {
    Model whole = trained(WITHOUT_NORM, trainer());
    for (int size : new int[] {1, 3, 7, 19}) {
      Model parts = trained(WITHOUT_NORM, trainer().microBatch(size));
      compare(parts, whole, 1e-4);
    }
    assertThat(trained(WITHOUT_NORM, trainer().microBatch(20)).weightsSha256())
        .isEqualTo(whole.weightsSha256());
  }

  @Test
  void followsTheReference() {
    for (int size : new int[] {4, 7, 10}) {
      Model reference =
          trained(NORMALIZED, trainer().microBatch(size).execution(Execution.reference()));
      compare(trained(NORMALIZED, trainer().microBatch(size)), reference, 1e-3);
      compare(
          trained(NORMALIZED, trainer().microBatch(size).execution(Execution.best())),
          reference,
          1e-3);
    }
  }

  @Test
  void executionChangesNoBit() {
    Set<String> hashes = new HashSet<>();
    for (Execution way : List.of(PLAIN, PLAIN.threads(3), PLAIN.fusion(false), Execution.best())) {
      hashes.add(trained(NORMALIZED, trainer().microBatch(6).execution(way)).weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void statisticsAreUpdatedOnceForEachStep() {
    Sequential network =
        Sequential.of(
            INPUT,
            named("first", BatchNorm.likeKeras().momentum(Momentum.cumulative())),
            flatten(),
            dense(4));
    Model model = trained(network, trainer().microBatch(3));
    float[] batches = model.variables().of(variable(model, "first.batches"));
    assertThat(batches).containsExactly(6); // two epochs of three batches, whatever their parts
    Model whole = trained(network, trainer());
    for (String name : List.of("first.movingMean", "first.movingVariance")) {
      assertThat(model.variables().of(variable(model, name)))
          .containsExactly(whole.variables().of(variable(whole, name)), within(1e-6f));
    }
  }

  @Test
  void masksGoWithParts() {
    Sequential network =
        Sequential.of(INPUT, conv2d(3, 3), relu(), masking(0), batchNorm(), flatten(), dense(4));
    Model reference = trained(network, trainer().microBatch(6).execution(Execution.reference()));
    compare(trained(network, trainer().microBatch(6)), reference, 1e-3);
  }

  @Test
  void ghostsGoWithParts() {
    Sequential network =
        Sequential.of(
            INPUT,
            conv2d(3, 3),
            BatchNorm.likeTheSection().ghosts(3),
            relu(),
            flatten(),
            dense(6),
            BatchNorm.likePyTorch().ghosts(5),
            dense(4));
    Model reference = trained(network, trainer().microBatch(10).execution(Execution.reference()));
    compare(trained(network, trainer().microBatch(10)), reference, 1e-3);
  }

  @Test
  void refusesMicroBatchesOfOneValuePerChannelBeforeTraining() {
    Sequential network = Sequential.of(INPUT, flatten(), dense(5), named("dense", batchNorm()));
    for (int size : new int[] {1, 2}) { // batches of 3: parts of 1 and 2
      assertThatThrownBy(
              () -> trainer().batch(3).microBatch(size).fit(Model.initialize(network, 1), DATA))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUITABLE))
          .hasMessageContaining("layer \"dense\"")
          .hasMessageContaining("one value per channel")
          .hasMessageContaining("choose a micro-batch size")
          .hasMessageContaining("smallest micro-batch of 1");
    }
    assertThatThrownBy(() -> trainer().microBatch(0))
        .hasMessage("microBatch: expected at least 1, got 0");
  }

  @Test
  void refusesStatesThatCannotBeMergedInBothEngines() {
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
    for (Execution way : List.of(PLAIN, Execution.reference())) {
      assertThatThrownBy(() -> trained(network, trainer().microBatch(5).execution(way)))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("odd.total depends on \"odd: sum\"");
    }
  }

  private static Variable variable(Model model, String name) {
    return model.variables().variables().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void compare(Model found, Model expected, double tolerance) {
    for (Variable variable : expected.variables().variables()) {
      float[] right = expected.variables().of(variable);
      float[] actual = found.variables().of(variable);
      for (int i = 0; i < right.length; i++) {
        assertThat((double) actual[i])
            .as("%s[%d]", variable.name(), i)
            .isCloseTo(right[i], within(tolerance * Math.max(1, Math.abs(right[i]))));
      }
    }
  }
}
