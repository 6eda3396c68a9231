package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.masking;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.TrackedMoments;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private static final GeneratedImages IMAGES = new GeneratedImages(new ImageShape(1, 8, 7), 4, 2);
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);

  private static List<Layer> layers(Layer norm) {
    return List.of(
        conv2d(3, 3),
        norm,
        sigmoid(),
        avgPool2d(2),
        flatten(),
        dense(9),
        norm,
        relu(),
        dense(7),
        norm,
        sigmoid(),
        dense(4));
  }

  private static Sequential network(Layer norm) {
    return Sequential.of(Shape.of(1, 8, 7), layers(norm));
  }

  private static Sequential residualNetwork() {
    return residualNetwork(BatchNorm.likeTheSection());
  }

  private static Sequential residualNetwork(BatchNorm norm) {
    return Sequential.of(
        Shape.of(1, 8, 7),
        conv2d(4, 3).padding(Padding.same()),
        norm,
        relu(),
        residual(
                conv2d(6, 3).padding(Padding.same()),
                norm,
                relu(),
                conv2d(6, 3).padding(Padding.same()),
                norm)
            .shortcut(conv2d(6, 1), norm),
        relu(),
        flatten(),
        dense(4));
  }

  /// Behind the masking layer both normalizations leave positions out.
  private static Sequential maskedNetwork(BatchNorm norm) {
    return Sequential.of(
        Shape.of(1, 8, 7),
        conv2d(1, 3),
        relu(),
        masking(0),
        norm,
        sigmoid(),
        norm,
        conv2d(3, 3),
        norm,
        flatten(),
        dense(4));
  }

  /// A model some steps from its start, so that moving statistics lag.
  private static Model trained(Sequential network, Dataset data) {
    Model model = Model.initialize(network, 3);
    Trainer.of(Sgd.rate(0.5)).epochs(2).batch(32).seed(5).execution(PLAIN).fit(model, data);
    return model;
  }

  private static double[] images(Dataset data) {
    double[] images = new double[data.size() * data.values()];
    for (int i = 0; i < images.length; i++) {
      images[i] = data.pixel(i / data.values(), i % data.values());
    }
    return images;
  }

  @Test
  void exactStatisticsAreThoseOfEachLayerBehindTheExactOnesBeforeIt() {
    Dataset data = IMAGES.dataset(300); // two batches of the pass
    Layer norm = BatchNorm.likeTheSection();
    Model model = trained(network(norm), data);
    Model exact = Recalibration.exact(model, data, PLAIN);
    Model byHand = model.copy();
    int number = 0;
    for (int end = 0; end < layers(norm).size(); end++) {
      if (!layers(norm).get(end).equals(norm)) {
        continue;
      }
      number++;
      List<Layer> before = new ArrayList<>(layers(norm).subList(0, end));
      boolean rows = before.stream().noneMatch(layer -> layer.equals(flatten()));
      int positions = rows ? 6 * 5 : 1;
      before.add(flatten());
      Model prefix = Model.initialize(Sequential.of(Shape.of(1, 8, 7), before), 1);
      prefix
          .variables()
          .variables()
          .forEach(v -> copy(byHand.values(v.name()), prefix.values(v.name())));
      double[] x =
          new ReferenceEngine(
                  prefix.network(),
                  ReferenceVariables.of(prefix.variables()),
                  ReferenceSgd.plain(),
                  0)
              .logits(images(data), data.size());
      float[] mean = byHand.values("batchNorm" + number + ".movingMean");
      float[] variance = byHand.values("batchNorm" + number + ".movingVariance");
      for (int c = 0; c < mean.length; c++) {
        double[] found = moments(x, mean.length, positions, c);
        mean[c] = (float) found[0];
        variance[c] = (float) found[1];
      }
    }
    assertThat(number).isEqualTo(3);
    assertClose(exact, byHand, 2e-6);
    assertThat(exact.values("conv2d1.weight")).isEqualTo(model.values("conv2d1.weight"));
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  /// Mean and biased variance of channel c of x (n, channels, positions), in two passes.
  private static double[] moments(double[] x, int channels, int positions, int c) {
    int examples = x.length / channels / positions;
    double mean = 0;
    double variance = 0;
    for (int pass = 0; pass < 2; pass++) {
      double sum = 0;
      for (int n = 0; n < examples; n++) {
        for (int i = 0; i < positions; i++) {
          double value = x[(n * channels + c) * positions + i];
          sum += pass == 0 ? value : (value - mean) * (value - mean);
        }
      }
      mean = pass == 0 ? sum / (examples * positions) : mean;
      variance = sum / (examples * positions);
    }
    return new double[] {mean, variance};
  }

  private static void assertClose(Model a, Model b, double tolerance) {
    a.variables()
        .variables()
        .forEach(
            v -> {
              float[] expected = b.variables().of(v);
              float[] found = a.variables().of(v);
              for (int i = 0; i < found.length; i++) {
                assertThat((double) found[i])
                    .as(v.name())
                    .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
              }
            });
  }

  @Test
  void referenceEngineAgrees() {
    Dataset data = IMAGES.dataset(290);
    for (Sequential network :
        List.of(
            network(BatchNorm.likeTheSection()),
            residualNetwork(),
            maskedNetwork(BatchNorm.likePyTorch()))) {
      Model model = trained(network, data);
      assertClose(
          Recalibration.exact(model, data, PLAIN),
          Recalibration.exact(model, data, Execution.reference()),
          4e-6);
      assertClose(
          Recalibration.pooled(model, data, 37, PLAIN),
          Recalibration.pooled(model, data, 37, Execution.reference()),
          4e-6);
    }
  }

  @Test
  void threadsWidthAndFusionChangeNoBit() {
    Dataset data = IMAGES.dataset(600);
    for (Sequential network :
        List.of(
            network(BatchNorm.likePyTorch()),
            residualNetwork(),
            maskedNetwork(BatchNorm.likeTheSection()))) {
      Model model = trained(network, data);
      String exact = Recalibration.exact(model, data, PLAIN).weightsSha256();
      String pooled = Recalibration.pooled(model, data, 50, PLAIN).weightsSha256();
      for (Execution other :
          List.of(
              PLAIN.threads(3),
              PLAIN.fusion(false),
              PLAIN.kernels(KernelChoice.best()).threads(2))) {
        assertThat(Recalibration.exact(model, data, other).weightsSha256()).isEqualTo(exact);
        assertThat(Recalibration.pooled(model, data, 50, other).weightsSha256()).isEqualTo(pooled);
      }
    }
  }

  @Test
  void maskedValuesDoNotCountInExactStatistics() {
    Dataset data = IMAGES.dataset(290);
    Model model = trained(maskedNetwork(BatchNorm.likeTheSection()), data);
    float[] weights = model.values("conv2d1.weight");
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 2 == 0 ? 0.8f : -1; // what is rectified afterwards
    }
    Model exact = Recalibration.exact(model, data, PLAIN);
    Sequential prefix = Sequential.of(Shape.of(1, 8, 7), conv2d(1, 3), relu(), flatten());
    Model before = Model.initialize(prefix, 1);
    for (String name : List.of("conv2d1.weight", "conv2d1.bias")) {
      copy(model.values(name), before.values(name));
    }
    double[] x =
        new ReferenceEngine(
                prefix, ReferenceVariables.of(before.variables()), ReferenceSgd.plain(), 0)
            .logits(images(data), data.size());
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (double value : x) {
      sum += value;
      squares += value * value;
      count += value == 0 ? 0 : 1;
    }
    assertThat(count).isBetween(100, x.length - 100);
    double mean = sum / count;
    assertThat((double) exact.values("batchNorm1.movingMean")[0]).isCloseTo(mean, within(1e-6));
    assertThat((double) exact.values("batchNorm1.movingVariance")[0])
        .isCloseTo(squares / count - mean * mean, within(1e-6));
  }

  @Test
  void branchesOfAResidualNetworkShareAPass() {
    TrackedMoments moments = TrackedMoments.of(residualNetwork());
    assertThat(moments.moments()).hasSize(4);
    assertThat(moments.passes()).isEqualTo(3);
    assertThat(moments.moments().stream().map(TrackedMoments.Tracked::pass))
        .containsExactlyInAnyOrder(0, 1, 1, 2);
  }

  @Test
  void exactAndPooledStatisticsAreABatchsOwnWhereItIsAllThereIs() {
    Dataset data = IMAGES.dataset(200);
    BatchNorm following = BatchNorm.likeTheSection().momentum(Momentum.keepOld(0));
    for (Sequential network : List.of(network(following), residualNetwork(following))) {
      Model model = trained(network, data);
      Model batch = model.copy();
      Trainer.of(Sgd.rate(1e-30)).epochs(1).batch(200).execution(PLAIN).fit(batch, data);
      assertClose(Recalibration.exact(model, data, PLAIN), batch, 1e-5);
      assertClose(Recalibration.pooled(model, data, 200, PLAIN), batch, 1e-5);
    }
  }

  @Test
  void estimatingAgainChangesNothing() {
    Dataset data = IMAGES.dataset(300);
    Model model = trained(residualNetwork(), data);
    Model once = Recalibration.exact(model, data, PLAIN);
    assertThat(Recalibration.exact(once, data, PLAIN).weightsSha256())
        .isEqualTo(once.weightsSha256())
        .isNotEqualTo(model.weightsSha256());
    Evaluation first = Evaluator.evaluate(once, data, PLAIN);
    assertThat(Evaluator.evaluate(once, data, PLAIN)).isEqualTo(first);
  }

  @Test
  void theGivenModelIsNotChanged() {
    Dataset data = IMAGES.dataset(64);
    Model model = trained(network(BatchNorm.likeKeras()), data);
    String before = model.weightsSha256();
    Recalibration.exact(model, data, PLAIN);
    Recalibration.pooled(model, data, 16, PLAIN);
    Recalibration.recalibrate(model, data, 64, PLAIN);
    assertThat(model.weightsSha256()).isEqualTo(before);
  }

  @Test
  void pooledMomentsOfOneLayerDoNotDependOnTheSplit() {
    Dataset data = IMAGES.dataset(301);
    Sequential network =
        Sequential.of(
            Shape.of(1, 8, 7), conv2d(3, 3), BatchNorm.likeTheSection(), flatten(), dense(4));
    Model model = trained(network, data);
    Model exact = Recalibration.exact(model, data, PLAIN);
    for (int batch : new int[] {2, 16, 37, 301, 1000}) {
      assertClose(Recalibration.pooled(model, data, batch, PLAIN), exact, 1e-6);
    }
  }

  @Test
  void momentumDoesNotMatterAndItsCountersStartAnew() {
    Dataset data = IMAGES.dataset(100);
    BatchNorm plain = BatchNorm.likeTheSection();
    Model model = trained(network(plain), data);
    Model exact = Recalibration.exact(model, data, PLAIN);
    for (Momentum momentum :
        List.of(
            Momentum.keepOld(0.99),
            Momentum.keepOld(0.9).debiased(),
            Momentum.keepOld(0.9).fromFirstBatch(),
            Momentum.cumulative(),
            Momentum.pooled())) {
      Model other = trained(network(plain.momentum(momentum)), data);
      for (Variable variable : model.variables().variables()) {
        copy(model.values(variable.name()), other.values(variable.name()));
      }
      Model found = Recalibration.exact(other, data, PLAIN);
      for (Variable variable : exact.variables().variables()) {
        assertThat(found.values(variable.name()))
            .as("%s, %s", momentum, variable.name())
            .isEqualTo(exact.values(variable.name()));
      }
      for (Variable variable : found.variables().variables()) {
        if (variable.key().equals("batches")) {
          assertThat(found.variables().of(variable)).containsExactly(1);
        } else if (variable.name().equals("batchNorm1.count")) {
          assertThat(found.variables().of(variable)).containsExactly(100 * 6 * 5);
        }
      }
    }
  }

  @Test
  void pooledMomentumSeesTheSameAsAPassOverTheData() {
    Dataset data = IMAGES.dataset(90);
    for (BatchNorm norm : List.of(BatchNorm.likeTheSection(), BatchNorm.likePyTorch())) {
      Sequential network =
          Sequential.of(
              Shape.of(1, 8, 7),
              conv2d(3, 3),
              norm.momentum(Momentum.pooled()),
              flatten(),
              dense(4));
      Model model = Model.initialize(network, 3);
      Model exact = Recalibration.exact(model, data, PLAIN);
      Trainer.of(Sgd.rate(1e-30)).epochs(1).batch(32).execution(PLAIN).fit(model, data);
      assertClose(exact, model, 1e-6);
    }
  }

  @Test
  void frozenStatisticsStayAndUntrackedOnesAreNotAskedFor() {
    Dataset data = IMAGES.dataset(100);
    BatchNorm norm = BatchNorm.likeTheSection();
    Sequential mixed =
        Sequential.of(
            Shape.of(1, 8, 7),
            flatten(),
            dense(6),
            norm.frozen(),
            sigmoid(),
            dense(5),
            norm.untracked(),
            dense(4),
            norm);
    Model model = Model.initialize(mixed, 3);
    copy(new float[] {1, 2, 3, 4, 5, 6}, model.values("batchNorm1.movingMean"));
    Model exact = Recalibration.exact(model, data, PLAIN);
    assertThat(exact.values("batchNorm1.movingMean")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(exact.values("batchNorm3.movingMean"))
        .isNotEqualTo(model.values("batchNorm3.movingMean"));
    assertThat(TrackedMoments.of(mixed).passes()).isEqualTo(1);
  }

  @Test
  void theStoredVarianceIsTheOneThatTheLayerStores() {
    Dataset data = IMAGES.dataset(40);
    Sequential biased =
        Sequential.of(Shape.of(1, 8, 7), flatten(), dense(5), BatchNorm.likeTheSection(), dense(4));
    Sequential unbiased =
        Sequential.of(Shape.of(1, 8, 7), flatten(), dense(5), BatchNorm.likePyTorch(), dense(4));
    Model model = Model.initialize(biased, 3);
    Model other = Model.initialize(unbiased, 3);
    float[] population =
        Recalibration.exact(model, data, PLAIN).values("batchNorm1.movingVariance");
    for (Model estimated :
        List.of(
            Recalibration.exact(other, data, PLAIN), Recalibration.pooled(other, data, 8, PLAIN))) {
      float[] found = estimated.values("batchNorm1.movingVariance");
      for (int c = 0; c < 5; c++) {
        assertThat((double) found[c])
            .isCloseTo(population[c] * 40.0 / 39.0, within(1e-6 * population[c]));
      }
    }
  }

  @Test
  void dropoutIsOff() {
    Dataset data = IMAGES.dataset(100);
    BatchNorm norm = BatchNorm.likeTheSection();
    Sequential with =
        Sequential.of(
            Shape.of(1, 8, 7),
            flatten(),
            dropout(0.5),
            dense(6),
            norm,
            sigmoid(),
            dropout(0.3),
            dense(5),
            norm,
            dense(4));
    Sequential without =
        Sequential.of(
            Shape.of(1, 8, 7), flatten(), dense(6), norm, sigmoid(), dense(5), norm, dense(4));
    Model dropping = Model.initialize(with, 3);
    Model plain = Model.initialize(without, 3);
    assertThat(Recalibration.exact(dropping, data, PLAIN).weightsSha256())
        .isEqualTo(Recalibration.exact(plain, data, PLAIN).weightsSha256());
    assertThat(Recalibration.pooled(dropping, data, 32, PLAIN).weightsSha256())
        .isEqualTo(Recalibration.pooled(plain, data, 32, PLAIN).weightsSha256());
    assertThat(Evaluator.evaluateByBatch(dropping, data, 32, PLAIN))
        .isEqualTo(Evaluator.evaluateByBatch(plain, data, 32, PLAIN));
  }

  @Test
  void takesTheFirstExamplesAndRefusesToTakeMoreThanThereAre() {
    Dataset data = IMAGES.dataset(100);
    Model model = trained(network(BatchNorm.likeTheSection()), data);
    assertThat(Recalibration.recalibrate(model, data, 60, PLAIN).weightsSha256())
        .isEqualTo(Recalibration.exact(model, data.first(60), PLAIN).weightsSha256());
    assertThatThrownBy(() -> Recalibration.recalibrate(model, data, 101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("101")
        .hasMessageContaining("100");
  }

  @Test
  void refusesANetworkWithoutStatisticsAndDataThatDoNotFit() {
    Dataset data = IMAGES.dataset(20);
    Model plain = Model.initialize(Sequential.of(Shape.of(1, 8, 7), flatten(), dense(4)), 1);
    assertThatThrownBy(() -> Recalibration.exact(plain, data, PLAIN))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no layer");
    Model model = Model.initialize(network(BatchNorm.likeTheSection()), 1);
    Dataset wide = new GeneratedImages(new ImageShape(1, 8, 8), 4, 2).dataset(20);
    assertThatThrownBy(() -> Recalibration.pooled(model, wide, 8, PLAIN))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("(1, 8, 8)");
    assertThatThrownBy(() -> Recalibration.pooled(model, data, 19, PLAIN))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("one value per channel");
  }
}
