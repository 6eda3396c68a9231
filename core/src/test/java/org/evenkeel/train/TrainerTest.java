package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Shuffle;
import org.evenkeel.data.Split;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;
import org.evenkeel.train.TrainingException.Kind;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Sequential NETWORK =
      Sequential.of(
          Shape.of(1, 8, 7),
          conv2d(3, 3),
          batchNorm(),
          sigmoid(),
          avgPool2d(2),
          flatten(),
          dropout(0.1),
          dense(4));
  private static final GeneratedImages IMAGES = new GeneratedImages(new ImageShape(1, 8, 7), 4, 2);

  private static Trainer trainer() {
    return Trainer.of(Sgd.rate(0.5).momentum(0.5)).epochs(2).batch(16).seed(4).execution(PLAIN);
  }

  private static Model model() {
    return Model.initialize(NETWORK, 6);
  }

  @Test
  void lossAndAccuracyAreAveragesOverTheEpochBeforeEachUpdate() {
    Dataset data = IMAGES.dataset(50); // batches of 16, 16, 16 and 2
    History history = trainer().fit(model(), data);
    Model byHand = model();
    Batches batches = Batches.of(50, 16, Shuffle.EXAMPLES, 4);
    PlanOptions options = new PlanOptions(KernelChoice.scalar(), 16, 1, false);
    try (Plan plan =
        new Plan(NETWORK.trace(true).trainingGraph(), byHand.variables(), options, 4)) {
      plan.data(data.pixels(), data.pixelsOffset(), data.labels());
      long step = 0;
      for (EpochResult epoch : history.epochs()) {
        batches.epoch(epoch.epoch());
        double loss = 0;
        double correct = 0;
        for (int b = 0; b < batches.count(); b++) {
          plan.run(batches.order(), batches.offset(b), batches.size(b), step++);
          loss += plan.scalar(Traced.LOSS);
          correct += plan.scalar(Traced.CORRECT);
          plan.update(0.5f, 0.5f, 0);
        }
        assertThat(epoch.trainLoss()).isEqualTo(loss / 50);
        assertThat(epoch.trainAccuracy()).isEqualTo(correct / 50);
        assertThat(epoch.examples()).isEqualTo(50);
      }
      assertThat(history.steps()).isEqualTo(8).isEqualTo(step);
    }
    assertThat(history.epochs()).hasSize(2);
    assertThat(history.last().testAccuracy()).isEmpty();
  }

  @Test
  void executionChangesNoBit() {
    Dataset data = IMAGES.dataset(50);
    Set<String> hashes = new HashSet<>();
    for (Execution way : List.of(PLAIN, PLAIN.threads(3), PLAIN.fusion(false), Execution.best())) {
      Model model = model();
      trainer().execution(way).fit(model, data);
      hashes.add(model.weightsSha256());
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  void learnsAndEvaluatesAfterEachEpoch() {
    Model model = model();
    Split data = IMAGES.split(120, 40);
    List<EpochResult> told = new ArrayList<>();
    Trainer trainer =
        trainer()
            .epochs(6)
            .listener(
                new TrainingListener() {
                  @Override
                  public void epoch(EpochResult result) {
                    told.add(result);
                    Evaluation now = Evaluator.evaluate(model, data.test(), PLAIN);
                    assertThat(result.testAccuracy()).hasValue(now.accuracy());
                  }
                });
    History history = trainer.fit(model, data);
    assertThat(told).isEqualTo(history.epochs()).hasSize(6);
    assertThat(history.last().trainLoss()).isLessThan(history.epochs().getFirst().trainLoss() / 2);
    assertThat(history.last().trainAccuracy()).isGreaterThan(0.9);
    assertThat(history.stopped()).isFalse();
  }

  @Test
  void refusesABatchOfOneValuePerChannelBeforeTraining() {
    Sequential network =
        Sequential.of(
            Shape.of(1, 8, 7), flatten(), dense(5), named("myNorm", batchNorm()), dense(4));
    for (int[] sizes : new int[][] {{10, 1}, {33, 16}}) {
      Model model = Model.initialize(network, 1);
      String before = model.weightsSha256();
      TrainingListener neverCalled =
          new TrainingListener() {
            @Override
            public void started() {
              throw new AssertionError("training started");
            }
          };
      Trainer trainer = trainer().batch(sizes[1]).listener(neverCalled);
      assertThatThrownBy(() -> trainer.fit(model, IMAGES.dataset(sizes[0])))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUITABLE))
          .hasMessageContaining("layer \"myNorm\"")
          .hasMessageContaining("one value per channel")
          .hasMessageContaining("%d examples".formatted(sizes[0]));
      assertThat(model.weightsSha256()).isEqualTo(before);
    }
    Model model = Model.initialize(network, 1);
    assertThat(trainer().batch(16).epochs(1).fit(model, IMAGES.dataset(34)).steps()).isEqualTo(3);
  }

  @Test
  void trainsOnSingleExamplesWhereAChannelHasSeveralPositions() {
    assertThat(trainer().batch(1).epochs(1).fit(model(), IMAGES.dataset(5)).steps()).isEqualTo(5);
    assertThat(trainer().batch(4).epochs(1).fit(model(), IMAGES.dataset(5)).steps()).isEqualTo(2);
  }

  @Test
  void refusesDataThatDoNotSuitTheNetwork() {
    Dataset wider = new GeneratedImages(new ImageShape(1, 8, 8), 4, 2).dataset(8);
    assertThatThrownBy(() -> trainer().fit(model(), wider))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("(1, 8, 7)")
        .hasMessageContaining("(1, 8, 8)");
    Dataset moreClasses = new GeneratedImages(new ImageShape(1, 8, 7), 9, 2).dataset(9);
    assertThatThrownBy(() -> trainer().fit(model(), moreClasses))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("(n, 4)")
        .hasMessageContaining("(n, 9)");
  }

  @Test
  void valuesWhoseVarianceNoFloatHoldsEndTrainingWithTheLayersName() {
    Layer enlarged =
        new Layer() {
          @Override
          public String type() {
            return "enlarged";
          }

          @Override
          public PerExample apply(PerExample x, Scope scope) {
            return x.times(1e30);
          }
        };
    Sequential network =
        Sequential.of(
            Shape.of(1, 8, 7),
            conv2d(3, 3),
            enlarged,
            named("big", batchNorm()),
            flatten(),
            dense(4));
    for (Execution way : List.of(PLAIN, Execution.reference())) {
      Model model = Model.initialize(network, 1);
      String before = model.weightsSha256();
      Trainer trainer = Trainer.of(Sgd.rate(0.1)).epochs(1).batch(16).execution(way);
      assertThatThrownBy(() -> trainer.fit(model, IMAGES.dataset(64)))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("movingVariance of layer \"big\" is not finite")
          .hasMessageContaining("values beyond 1e19");
      assertThat(model.weightsSha256()).isEqualTo(before);
    }
  }

  @Test
  void aDivergingLossStopsWithStepEpochAndLayer() {
    Sequential network =
        Sequential.of(Shape.of(1, 8, 7), named("first", conv2d(3, 3)), relu(), flatten(), dense(4));
    for (Execution way : List.of(PLAIN, Execution.reference())) {
      Model model = Model.initialize(network, 1);
      String before = model.weightsSha256();
      Trainer trainer = Trainer.of(Sgd.rate(1e10)).batch(16).execution(way);
      assertThatThrownBy(() -> trainer.fit(model, IMAGES.dataset(64)))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DIVERGED))
          .hasMessageContaining("step 2 of epoch 1")
          .hasMessageMatching(".*layer \"(first|relu1|flatten1|dense1)\".*");
      assertThat(model.weightsSha256()).isEqualTo(before);
    }
  }

  /// The loss is looked at before each update, so nothing else would notice the last update of an epoch.
  @Test
  void aLastUpdateThatOverflowsLeavesTheModelOfTheLastWholeEpoch() {
    Layer thousandfold =
        new Layer() {
          @Override
          public String type() {
            return "thousandfold";
          }

          @Override
          public PerExample apply(PerExample x, Scope scope) {
            return x.times(1000);
          }
        };
    Sequential network = Sequential.of(Shape.of(1, 8, 7), thousandfold, flatten(), dense(4));
    Model model = Model.initialize(network, 1);
    String before = model.weightsSha256();
    Trainer trainer = Trainer.of(Sgd.rate(3e38)).epochs(1).batch(16).execution(PLAIN);
    assertThatThrownBy(() -> trainer.fit(model, IMAGES.dataset(16)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DIVERGED))
        .hasMessageContaining("weight of layer \"dense1\" is not finite after step 1 of epoch 1");
    assertThat(model.weightsSha256()).isEqualTo(before);
  }

  @Test
  void aDivergingLossLeavesTheModelOfTheLastWholeEpoch() {
    Model model = model();
    List<String> afterEpochs = new ArrayList<>();
    Trainer trainer =
        trainer()
            .epochs(5)
            .listener(
                new TrainingListener() {
                  @Override
                  public void epoch(EpochResult result) {
                    afterEpochs.add(model.weightsSha256());
                    if (result.epoch() == 3) {
                      model.values("dense1.bias")[1] = Float.NaN;
                    }
                  }
                });
    assertThatThrownBy(() -> trainer.fit(model, IMAGES.dataset(40)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss is NaN in step 1 of epoch 4")
        .hasMessageContaining("layer \"dense1\" puts out NaN")
        .hasMessageContaining("last whole epoch (3)");
    assertThat(model.weightsSha256())
        .isEqualTo(afterEpochs.get(2))
        .isNotEqualTo(afterEpochs.get(1));
  }

  @Test
  void noThreadOutlivesTrainingThatDiverged() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Sequential network = Sequential.of(Shape.of(1, 8, 7), flatten(), dense(4), relu(), dense(4));
    Trainer trainer = Trainer.of(Sgd.rate(1e10)).batch(16).execution(PLAIN.threads(3));
    assertThatThrownBy(() -> trainer.fit(Model.initialize(network, 1), IMAGES.split(64, 20)))
        .isInstanceOf(TrainingException.class);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().startsWith("evenkeel-worker")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void compilingBeforehandChangesNoBit() {
    Dataset data = IMAGES.dataset(50);
    Trainer fast = trainer().execution(Execution.best());
    Model plain = model();
    fast.fit(plain, data);
    Model warm = model();
    fast.warmUp(NETWORK).fit(warm, data);
    assertThat(warm.weightsSha256()).isEqualTo(plain.weightsSha256());

    // Many steps: the trainer does it by itself.
    Trainer many = trainer().epochs(30);
    Model simd = model();
    many.execution(Execution.best()).fit(simd, data);
    Model scalar = model();
    many.fit(scalar, data);
    assertThat(simd.weightsSha256()).isEqualTo(scalar.weightsSha256());
  }

  @Test
  void compilingBeforehandForANetworkThatCannotBeTrainedIsLeftOut() {
    Sequential network = Sequential.of(Shape.of(1, 8, 7), conv2d(3, 3));
    Trainer trainer = trainer().warmUp(network);
    assertThatThrownBy(() -> trainer.fit(Model.initialize(network, 1), IMAGES.dataset(20)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUITABLE));
  }

  @Test
  void stopEndsAfterTheStep() {
    AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
    Trainer trainer =
        trainer()
            .listener(
                new TrainingListener() {
                  @Override
                  public void step(Progress progress) {
                    if (progress.epoch() == 2 && progress.batch() == 3) {
                      stop.get().run();
                    }
                  }
                });
    stop.set(trainer::stop);
    Model model = model();
    History history = trainer.fit(model, IMAGES.dataset(64));
    assertThat(history.stopped()).isTrue();
    assertThat(history.steps()).isEqualTo(7);
    assertThat(history.epochs()).hasSize(1);
    Model whole = model();
    trainer().epochs(1).fit(whole, IMAGES.dataset(64));
    assertThat(model.weightsSha256()).isNotEqualTo(whole.weightsSha256());
    assertThat(model.values("batchNorm1.movingMean")[0]).isFinite();
  }

  @Test
  void shuffleAndSeedAndNothingElseDecideTheOrder() {
    Dataset data = IMAGES.dataset(50);
    Set<String> hashes = new HashSet<>();
    for (Shuffle shuffle : Shuffle.values()) {
      for (long seed : new long[] {1, 2}) {
        Model first = model();
        Model second = model();
        trainer().shuffle(shuffle).seed(seed).fit(first, data);
        trainer().shuffle(shuffle).seed(seed).fit(second, data);
        assertThat(first.weightsSha256()).isEqualTo(second.weightsSha256());
        hashes.add(first.weightsSha256());
      }
    }
    assertThat(hashes).hasSize(6); // the seed is dropout's, too
  }

  @Test
  void theReferenceEngineTrainsNearlyTheSame() {
    Split data = IMAGES.split(50, 20);
    Model fast = model();
    Model slow = model();
    History fastHistory = trainer().fit(fast, data);
    History slowHistory = trainer().execution(Execution.reference()).fit(slow, data);
    for (int epoch = 0; epoch < 2; epoch++) {
      EpochResult expected = slowHistory.epochs().get(epoch);
      EpochResult found = fastHistory.epochs().get(epoch);
      assertThat(found.trainLoss()).isCloseTo(expected.trainLoss(), within(1e-5));
      assertThat(found.trainAccuracy()).isEqualTo(expected.trainAccuracy());
      assertThat(found.testAccuracy()).isEqualTo(expected.testAccuracy());
    }
    assertThat(fast.values("conv2d1.weight"))
        .containsExactly(slow.values("conv2d1.weight"), within(2e-5f));
  }
}
