package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(1, 8, 7), 4, 2).dataset(50);
  private static final int EPOCHS = 3;
  private static final int STEPS_AN_EPOCH = 4; // batches of 16, 16, 16 and 2

  /// More than one task of an update: dense1 has 90 · 100 weights.
  private static Model model() {
    return Model.initialize(
        Sequential.of(
            Shape.of(1, 8, 7),
            conv2d(3, 3),
            batchNorm(),
            sigmoid(),
            flatten(),
            dense(100),
            batchNorm(),
            sigmoid(),
            dense(4)),
        6);
  }

  private static Trainer trainer() {
    return Trainer.of(Sgd.rate(0.5).momentum(0.5))
        .epochs(EPOCHS)
        .batch(16)
        .seed(4)
        .execution(PLAIN);
  }

  /// The values of every step, of every learnable parameter.
  private static List<List<float[]>> steps(Model model, Execution execution) {
    List<List<float[]>> steps = new ArrayList<>();
    trainer()
        .execution(execution)
        .listener(
            new TrainingListener() {
              @Override
              public void step(Progress progress) {
                steps.add(learnable(model).stream().map(v -> v.clone()).toList());
              }
            })
        .fit(model, DATA);
    return steps;
  }

  private static List<float[]> learnable(Model model) {
    return model.variables().variables().stream()
        .filter(Variable::learnable)
        .map(model.variables()::of)
        .toList();
  }

  @Test
  void anExponentialAverageIsDebiasedAndTakesEveryParameterAfterEveryStep() {
    double decay = 0.8;
    List<List<float[]>> steps = steps(model(), PLAIN);
    assertThat(steps).hasSize(EPOCHS * STEPS_AN_EPOCH);
    Model model = model();
    Model averaged =
        trainer().average(WeightAverage.exponential(decay)).fit(model, DATA).averaged().get();
    List<float[]> got = learnable(averaged);
    assertThat(got).hasSize(10);
    for (int p = 0; p < got.size(); p++) {
      for (int i = 0; i < got.get(p).length; i++) {
        double average = 0;
        for (List<float[]> step : steps) {
          average = decay * average + (1 - decay) * step.get(p)[i];
        }
        double debiased = average / (1 - StrictMath.pow(decay, steps.size()));
        assertThat((double) got.get(p)[i])
            .isEqualTo(debiased, within(6e-8 * Math.abs(debiased) + 1e-14));
      }
    }
  }

  @Test
  void theLastEpochsWeighTheSame() {
    List<List<float[]>> steps = steps(model(), PLAIN);
    Model averaged =
        trainer().average(WeightAverage.lastEpochs(2)).fit(model(), DATA).averaged().get();
    List<float[]> got = learnable(averaged);
    for (int p = 0; p < got.size(); p++) {
      for (int i = 0; i < got.get(p).length; i++) {
        double sum = 0;
        for (List<float[]> step : steps.subList(STEPS_AN_EPOCH, steps.size())) {
          sum += step.get(p)[i];
        }
        assertThat(got.get(p)[i]).isEqualTo((float) (sum / (2 * STEPS_AN_EPOCH)));
      }
    }
  }

  @Test
  void moreEpochsThanThereAreMeansAll() {
    assertThat(WeightAverage.lastEpochs(5).firstEpoch(3)).isEqualTo(1);
    assertThat(WeightAverage.lastEpochs(1).firstEpoch(3)).isEqualTo(3);
  }

  @Test
  void trainingAndMovingStatisticsAreLeftAlone() {
    Model plain = model();
    trainer().fit(plain, DATA);
    Model model = model();
    Model averaged =
        trainer().average(WeightAverage.exponential(0.9)).fit(model, DATA).averaged().get();
    assertThat(model.weightsSha256()).isEqualTo(plain.weightsSha256());
    assertThat(averaged.values("batchNorm1.movingMean"))
        .isEqualTo(model.values("batchNorm1.movingMean"))
        .isNotSameAs(model.values("batchNorm1.movingMean"));
    assertThat(averaged.values("batchNorm1.gamma")).isNotEqualTo(model.values("batchNorm1.gamma"));
    assertThat(averaged.values("batchNorm2.beta")).isNotEqualTo(model.values("batchNorm2.beta"));
  }

  @Test
  void executionChangesNoBit() {
    Set<String> hashes = new HashSet<>();
    for (Execution way : List.of(PLAIN, PLAIN.threads(3), PLAIN.fusion(false), Execution.best())) {
      hashes.add(
          trainer()
              .average(WeightAverage.exponential(0.9))
              .execution(way)
              .fit(model(), DATA)
              .averaged()
              .get()
              .weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void theReferenceAveragesItsFloat64Values() {
    Trainer trainer = trainer().average(WeightAverage.exponential(0.9)).epochs(1);
    Model fast = trainer.fit(model(), DATA).averaged().get();
    Model exact = trainer.execution(Execution.reference()).fit(model(), DATA).averaged().get();
    List<float[]> expected = learnable(exact);
    List<float[]> got = learnable(fast);
    for (int p = 0; p < got.size(); p++) {
      for (int i = 0; i < got.get(p).length; i++) {
        assertThat(got.get(p)[i]).isEqualTo(expected.get(p)[i], within(2e-5f));
      }
    }
  }

  @Test
  void isToldAfterEveryEpochThatHasOne() {
    List<String> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void averaged(Model averaged) {
            told.add(averaged.weightsSha256());
          }
        };
    History history =
        trainer().average(WeightAverage.lastEpochs(2)).listener(listener).fit(model(), DATA);
    assertThat(told).hasSize(2).doesNotHaveDuplicates();
    assertThat(told.getLast()).isEqualTo(history.averaged().get().weightsSha256());
  }

  @Test
  void aRunThatIsStoppedBeforeItsAverageBeginsHasNone() {
    for (int epoch : new int[] {1, 3}) {
      Model model = model();
      List<Trainer> running = new ArrayList<>();
      Trainer trainer =
          trainer()
              .average(WeightAverage.lastEpochs(1))
              .listener(
                  new TrainingListener() {
                    @Override
                    public void step(Progress progress) {
                      if (progress.epoch() == epoch && progress.batch() == 2) {
                        running.getFirst().stop();
                      }
                    }
                  });
      running.add(trainer);
      Optional<Model> averaged = trainer.fit(model, DATA).averaged();
      assertThat(averaged.isPresent()).isEqualTo(epoch == 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-1", "NaN", "last:0", "last:x", "last", "ten"})
  void refusesWhatIsNoAverage(String text) {
    assertThatThrownBy(() -> WeightAverage.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.99", "last:3"})
  void isReadFromItsText(String text) {
    assertThat(WeightAverage.parse(text).text()).isEqualTo(text);
  }
}
