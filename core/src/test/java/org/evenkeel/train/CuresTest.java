package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Schedule;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;

/// Schedules, groups of parameters and validation data in whole runs.
class CuresTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Split DATA =
      new GeneratedImages(new ImageShape(1, 8, 7), 4, 2).split(48, 20);

  private static Model model() {
    return Model.initialize(
        Sequential.of(Shape.of(1, 8, 7), flatten(), dense(6), batchNorm(), sigmoid(), dense(4)), 6);
  }

  private static Model trained(Sgd sgd, int epochs, Dataset data) {
    Model model = model();
    Trainer.of(sgd).epochs(epochs).batch(16).execution(PLAIN).fit(model, data);
    return model;
  }

  @Test
  void aScheduleIsFollowedStepByStep() {
    Split data = DATA;
    Model model = model();
    Trainer trainer = Trainer.of(Sgd.rate(0.5).schedule(Schedule.linear(0.5))).epochs(4).batch(16);
    History history = trainer.execution(PLAIN).fit(model, data);
    assertThat(history.epochs().stream().map(EpochResult::rate))
        .containsExactly(0.5, 0.5, (double) (float) (0.5 * 4 / 6), (double) (float) (0.5 / 6));
    Set<String> hashes = new HashSet<>();
    hashes.add(model.weightsSha256());
    for (Execution way : List.of(PLAIN.threads(3), Execution.best())) {
      Model other = model();
      trainer.execution(way).fit(other, data);
      hashes.add(other.weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void theReferenceFollowsTheSameSchedule() {
    Model fast = model();
    Model exact = model();
    Trainer trainer = Trainer.of(Sgd.rate(0.5).schedule(Schedule.cosine())).epochs(2).batch(16);
    trainer.execution(PLAIN).fit(fast, DATA.train());
    trainer.execution(Execution.reference()).fit(exact, DATA.train());
    float[] got = fast.values("dense1.weight");
    float[] expected = exact.values("dense1.weight");
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).isCloseTo(expected[i], within());
    }
  }

  /// In the first step of a run no gradient depends on the decay: each parameter differs by its own decay, or not at all.
  @Test
  void weightsDecayAndGammaBetaAndBiasDoNot() {
    Sgd sgd = Sgd.rate(0.5);
    Model plain = trained(sgd, 1, DATA.train().first(16));
    Model decayed = trained(sgd.decay(0.1), 1, DATA.train().first(16));
    Model all = trained(sgd.decay(0.1).decayAll(), 1, DATA.train().first(16));
    Model gammas = trained(sgd.decay(0.1).decayOnly(Role.GAMMA), 1, DATA.train().first(16));
    assertThat(decayed.values("dense1.weight")).isNotEqualTo(plain.values("dense1.weight"));
    assertThat(decayed.values("dense2.weight")).isEqualTo(all.values("dense2.weight"));
    assertThat(gammas.values("dense1.weight")).isEqualTo(plain.values("dense1.weight"));
    for (String name : List.of("batchNorm1.gamma", "batchNorm1.beta", "dense2.bias")) {
      assertThat(decayed.values(name)).isEqualTo(plain.values(name));
    }
    assertThat(all.values("batchNorm1.gamma"))
        .isNotEqualTo(plain.values("batchNorm1.gamma"))
        .isEqualTo(gammas.values("batchNorm1.gamma"));
  }

  @Test
  void theReferenceDecaysTheSameGroups() {
    for (Sgd sgd : List.of(Sgd.rate(0.5).decay(0.1), Sgd.rate(0.5).decay(0.1).decayAll())) {
      Model fast = trained(sgd, 1, DATA.train());
      Model exact = model();
      Trainer.of(sgd).epochs(1).batch(16).execution(Execution.reference()).fit(exact, DATA.train());
      for (String name : List.of("dense1.weight", "batchNorm1.gamma", "dense2.bias")) {
        assertThat(fast.values(name)).containsExactly(exact.values(name), within());
      }
    }
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }

  @Test
  void validationDataAreTheLastTrainingExamplesAndAreNotTrainedOn() {
    Split held = DATA.holdOut(16);
    Dataset validation = held.validation().get();
    assertThat(held.train().size()).isEqualTo(32);
    assertThat(held.test()).isSameAs(DATA.test());
    for (int i = 0; i < 16; i++) {
      assertThat(validation.label(i)).isEqualTo(DATA.train().label(32 + i));
      assertThat(validation.pixel(i, 9)).isEqualTo(DATA.train().pixel(32 + i, 9));
    }
    Model model = model();
    EpochResult last =
        Trainer.of(Sgd.rate(0.5)).epochs(2).batch(16).execution(PLAIN).fit(model, held).last();
    assertThat(model.weightsSha256())
        .isEqualTo(trained(Sgd.rate(0.5), 2, DATA.train().first(32)).weightsSha256());
    assertThat(last.validationAccuracy())
        .hasValue(Evaluator.evaluate(model, validation, PLAIN).accuracy());
    assertThat(last.testAccuracy())
        .hasValue(Evaluator.evaluate(model, DATA.test(), PLAIN).accuracy());
    assertThat(last.examples()).isEqualTo(32);
  }
}
