package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.instanceNorm;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.sigmoid;

import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;

/// Exact statistics where training normalizes by something else than moments of the batch.
class OwnNormEstimatesTest {
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(1, 8, 7), 4, 2).dataset(300);
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);

  private static Sequential network(BatchNorm norm) {
    return Sequential.of(
        Shape.of(1, 8, 7),
        conv2d(3, 3),
        norm,
        sigmoid(),
        conv2d(4, 3),
        norm,
        relu(),
        flatten(),
        dense(9),
        norm,
        sigmoid(),
        dense(4));
  }

  private static Model trained(Sequential network) {
    Model model = Model.initialize(network, 3);
    Trainer.of(Sgd.rate(0.5)).epochs(2).batch(32).seed(5).execution(PLAIN).fit(model, DATA);
    return model;
  }

  @Test
  void ghostBatchesChangeNoExactStatistic() {
    BatchNorm norm = BatchNorm.likeTheSection();
    Model split = trained(network(norm.ghosts(8)));
    Model plain = Model.initialize(network(norm), 1);
    plain
        .variables()
        .variables()
        .forEach(
            v -> {
              float[] from = split.values(v.name());
              System.arraycopy(from, 0, plain.values(v.name()), 0, from.length);
            });
    Model exact = Recalibration.exact(plain, DATA, PLAIN);
    Model exactOfSplit = Recalibration.exact(split, DATA, PLAIN);
    exact
        .variables()
        .variables()
        .forEach(
            v ->
                assertThat(exactOfSplit.values(v.name()))
                    .as(v.name())
                    .isEqualTo(exact.variables().of(v)));
  }

  @Test
  void trackedInstancesAverageTheirOwnVariances() {
    Model model =
        trained(
            Sequential.of(
                Shape.of(1, 8, 7),
                instanceNorm().tracked(Momentum.keepOld(0.9)),
                flatten(),
                dense(4)));
    Model exact = Recalibration.exact(model, DATA, PLAIN);
    int positions = 56;
    double means = 0;
    double variances = 0;
    for (int n = 0; n < DATA.size(); n++) {
      double mean = 0;
      for (int i = 0; i < positions; i++) {
        mean += DATA.pixel(n, i) / positions;
      }
      double squares = 0;
      for (int i = 0; i < positions; i++) {
        squares += Math.pow(DATA.pixel(n, i) - mean, 2);
      }
      means += mean / DATA.size();
      variances += squares / (positions - 1) / DATA.size();
    }
    assertThat((double) exact.values("instanceNorm1.movingMean")[0]).isCloseTo(means, within(1e-6));
    assertThat((double) exact.values("instanceNorm1.movingVariance")[0])
        .isCloseTo(variances, within(1e-6));
  }
}
