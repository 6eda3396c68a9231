package org.evenkeel.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Split;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Recalibration;
import org.evenkeel.train.Trainer;
import org.junit.jupiter.api.Test;

/// Every illness planted and found, and a healthy network.
final class DoctorTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final BatchNorm NORM = BatchNorm.likeTheSection();
  private static final Dataset IMAGES =
      new GeneratedImages(new ImageShape(1, 8, 8), 3, 8).dataset(600);
  private static final Split DATA = new Split(IMAGES.first(300), IMAGES.range(300, 600));
  private static final Course COURSE = new Course(300, 50, 60);

  private static Sequential network(Layer norm, Layer activation) {
    return Sequential.of(
        Shape.of(1, 8, 8),
        conv2d(4, 3).withoutBias(),
        norm,
        activation,
        flatten(),
        dense(6).withoutBias(),
        norm,
        activation,
        dense(3));
  }

  /// A network trained until it is healthy, with the exact statistics of its data.
  private static Model healthy(Sequential network) {
    Model model = Model.initialize(network, 4);
    Trainer.of(Sgd.rate(0.2)).epochs(6).batch(50).execution(PLAIN).fit(model, DATA.train());
    return Recalibration.exact(model, DATA.train(), PLAIN);
  }

  private static Model healthy() {
    return healthy(network(NORM, sigmoid()));
  }

  private static List<Finding> examine(Model model) {
    return Doctor.of(model).execution(PLAIN).course(COURSE).data(DATA).examine().findings();
  }

  private static void assertFound(
      List<Finding> findings, Finding.Level level, Illness illness, String layer, String figure) {
    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(level);
              assertThat(finding.illness()).isEqualTo(illness);
              assertThat(finding.layer()).isEqualTo(layer);
              assertThat(finding.measured()).contains(figure);
            });
  }

  private static void assertWarned(
      List<Finding> findings, Illness illness, String layer, String figure) {
    assertFound(findings, Finding.Level.WARNING, illness, layer, figure);
  }

  @Test
  void findsNothingInAHealthyNetwork() {
    Examination examination =
        Doctor.of(healthy()).execution(PLAIN).course(COURSE).data(DATA).examine();
    assertThat(examination.findings()).isEmpty();
    assertThat(examination.skipped()).isEmpty();
  }

  @Test
  void findsABiasBeforeANormalization() {
    Sequential network =
        Sequential.of(Shape.of(1, 8, 8), conv2d(4, 3), NORM, sigmoid(), flatten(), dense(3));
    List<Finding> findings = examine(healthy(network));
    assertThat(findings).hasSize(1);
    assertFound(
        findings,
        Finding.Level.NOTE,
        Illness.BIAS_BEFORE_NORMALIZATION,
        "batchNorm1",
        "bias of layer \"conv2d1\", 4 values");
  }

  @Test
  void findsTooFewValuesPerChannel() {
    Model model = healthy();
    List<Finding> findings = Doctor.of(model).course(new Course(300, 25, 60)).examine().findings();
    assertThat(findings).hasSize(1);
    assertWarned(findings, Illness.FEW_VALUES, "batchNorm2", "25 in a batch");
    assertWarned(
        Doctor.of(model).course(new Course(303, 100, 60)).examine().findings(),
        Illness.FEW_VALUES,
        "batchNorm2",
        "3 in the last batch of an epoch");
    assertThat(Doctor.of(model).course(new Course(300, 32, 60)).examine().findings())
        .allSatisfy(finding -> assertThat(finding.measured()).contains("12 in the last batch"));
    assertWarned(
        Doctor.of(model).course(new Course(300, 100, 16, 60)).examine().findings(),
        Illness.FEW_VALUES,
        "batchNorm2",
        "14 in a part of a minibatch");
  }

  @Test
  void countsTheValuesOfAGhostBatch() {
    Model model = Model.initialize(network(NORM.ghosts(20), sigmoid()), 4);
    assertWarned(
        Doctor.of(model).course(new Course(300, 50, 60)).examine().findings(),
        Illness.FEW_VALUES,
        "batchNorm2",
        "16 in a ghost batch");
  }

  @Test
  void findsAVarianceBelowEpsilon() {
    Model model = healthy();
    model.values("batchNorm1.movingVariance")[2] = 2e-6f;
    assertWarned(
        examine(model),
        Illness.VARIANCE_BELOW_EPSILON,
        "batchNorm1",
        "1 of 4 channels, smallest 2e-06, epsilon 1e-05");
  }

  @Test
  void findsDeadAndExplodingGammas() {
    Model model = healthy();
    model.values("batchNorm1.gamma")[3] = -5e-4f;
    model.values("batchNorm2.gamma")[0] = -1234;
    List<Finding> findings = examine(model);
    assertWarned(findings, Illness.DEAD_GAMMA, "batchNorm1", "1 of 4 channels below 0.001");
    assertWarned(
        findings,
        Illness.EXPLODING_GAMMA,
        "batchNorm2",
        "1 of 6 channels above 100, greatest 1.23e+03");
  }

  @Test
  void findsSaturatedActivations() {
    Model model = healthy();
    Arrays.fill(model.values("batchNorm2.gamma"), 80);
    assertWarned(
        examine(model), Illness.SATURATED_ACTIVATIONS, "batchNorm2", "% of the sigmoid outputs");
    Model oneChannel = healthy(network(NORM, tanh()));
    oneChannel.values("batchNorm1.beta")[1] = 30;
    assertFound(
        examine(oneChannel),
        Finding.Level.NOTE,
        Illness.SATURATED_ACTIVATIONS,
        "batchNorm1",
        "1 of 4 channels of the tanh behind it");
    Model dead = healthy(network(NORM, relu()));
    Arrays.fill(dead.values("batchNorm1.beta"), -50);
    assertWarned(
        examine(dead),
        Illness.SATURATED_ACTIVATIONS,
        "batchNorm1",
        "4 of 4 channels of the relu behind it");
  }

  @Test
  void flatIsATwentiethOfTheGreatestSlope() {
    assertThat(Activations.isFlat(Op.Function.SIGMOID, 0.98f)).isFalse();
    assertThat(Activations.isFlat(Op.Function.SIGMOID, 0.99f)).isTrue();
    assertThat(Activations.isFlat(Op.Function.SIGMOID, 0.01f)).isTrue();
    assertThat(Activations.isFlat(Op.Function.TANH, -0.97f)).isFalse();
    assertThat(Activations.isFlat(Op.Function.TANH, -0.98f)).isTrue();
    assertThat(Activations.isFlat(Op.Function.RELU, 0)).isTrue();
  }

  @Test
  void findsLaggingStatisticsAndWhatTheyCost() {
    Model model = healthy();
    float[] means = model.values("batchNorm1.movingMean");
    for (int c = 0; c < means.length; c++) {
      means[c] += 3 * (float) Math.sqrt(model.values("batchNorm1.movingVariance")[c]);
    }
    List<Finding> findings = examine(model);
    assertWarned(
        findings, Illness.LAGGING_STATISTICS, "batchNorm1", "means are off by 3.00 standard");
    assertWarned(findings, Illness.PREDICTION_GAP, "", "of 300 test examples right");
  }

  @Test
  void aSmallLagIsANote() {
    Model model = healthy();
    float[] variances = model.values("batchNorm2.movingVariance");
    for (int c = 0; c < variances.length; c++) {
      variances[c] *= 1.3f;
    }
    assertFound(
        examine(model),
        Finding.Level.NOTE,
        Illness.LAGGING_STATISTICS,
        "batchNorm2",
        "variances by a factor of 1.3");
  }

  @Test
  void findsStatisticsThatAreNotSettled() {
    Model model = healthy(network(BatchNorm.likeKeras(), sigmoid()));
    assertWarned(
        examine(model),
        Illness.UNSETTLED_STATISTICS,
        "batchNorm1",
        "after 60 steps that keep 0.99, 55 % of the initial values are left");
    assertThat(Doctor.of(model).course(new Course(300, 50, 500)).examine().findings()).isEmpty();
  }

  @Test
  void theErrorOfTheGapIsThatOfAPairedDifference() {
    Gap gap = new Gap(1000, 60, 20, 900);
    assertThat(gap.difference()).isEqualTo(0.04);
    assertThat(gap.standardError()).isCloseTo(Math.sqrt(80 - 1.6) / 1000, within(1e-15));
    assertThat(gap.predictionRight()).isEqualTo(860);
    assertThat(gap.isWorseBy(4)).isTrue();
    assertThat(gap.isWorseBy(5)).isFalse();
    assertThat(new Gap(1000, 20, 60, 900).isWorseBy(0)).isFalse();
    assertThat(new Gap(1000, 0, 0, 900).isWorseBy(0)).isFalse();
  }

  @Test
  void saysWhichChecksItCouldNotMake() {
    Examination alone = Doctor.of(healthy()).noData("no disk").examine();
    assertThat(alone.findings()).isEmpty();
    assertThat(alone.skipped())
        .extracting(skip -> skip.illness() + " " + skip.reason())
        .contains(
            "SATURATED_ACTIVATIONS no disk", "LAGGING_STATISTICS no disk", "PREDICTION_GAP no disk")
        .hasSize(5);
    Dataset others = new GeneratedImages(new ImageShape(1, 9, 9), 3, 8).dataset(100);
    assertThat(Doctor.of(healthy()).data(new Split(others, others)).examine().skipped())
        .anySatisfy(skip -> assertThat(skip.reason()).contains("(1, 8, 8)"));
  }

  @Test
  void aNetworkWithoutNormalizationIsHealthy() {
    Model model = Model.initialize(Sequential.of(Shape.of(1, 8, 8), flatten(), dense(3)), 1);
    assertThat(examine(model)).isEmpty();
  }

  @Test
  void theWatchTellsEachWarningOnce() {
    Model model = Model.initialize(network(BatchNorm.likeKeras(), sigmoid()), 4);
    Watch watch = Watch.over(model, new Course(300, 20, 60));
    model.values("batchNorm1.gamma")[0] = 1000;

    List<Finding> first = watch.epoch(false);
    List<Finding> second = watch.epoch(false);
    List<Finding> last = watch.epoch(true);

    assertWarned(first, Illness.EXPLODING_GAMMA, "batchNorm1", "1 of 4");
    assertWarned(first, Illness.FEW_VALUES, "batchNorm2", "20 in a batch");
    assertThat(first).hasSize(2);
    assertThat(second).isEmpty();
    assertThat(last)
        .extracting(Finding::illness)
        .containsExactly(Illness.UNSETTLED_STATISTICS, Illness.UNSETTLED_STATISTICS);
  }

  @Test
  void aCourseHasPositiveNumbers() {
    assertThatThrownBy(() -> new Course(10, 0, 5)).hasMessageContaining("positive");
    assertThat(new Course(10, 4, 5).smallestBatch()).isEqualTo(2);
    assertThat(new Course(3, 4, 5).smallestBatch()).isEqualTo(3);
    assertThat(new Course(8, 4, 5).smallestBatch()).isEqualTo(4);
  }
}
