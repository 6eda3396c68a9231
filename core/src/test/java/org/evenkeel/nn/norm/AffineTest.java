package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.norm.BatchNorm.likeTheSection;

import java.util.List;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.norm.BatchNorm.ChannelAxis;
import org.evenkeel.nn.norm.NormTrial.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Gamma and beta in all their forms; where the channels are.
class AffineTest {
  private static final Shape SHAPE = Shape.of(3, 4, 5);

  @Test
  void scaleAndCenterAreSeparate() {
    int[][] counts = new int[4][];
    int i = 0;
    for (boolean scale : List.of(true, false)) {
      for (boolean center : List.of(true, false)) {
        NormTrial trial = NormTrial.of(SHAPE, likeTheSection().scale(scale).center(center));
        float[] x = trial.random(i, 17);
        Batch batch = trial.train(x, trial.random(9, 17));
        counts[i++] =
            new int[] {
              trial.model().parameterCount(), trial.model().stateCount(), batch.gradients().size()
            };
        assertThat(batch.y()).isEqualTo(NormTrial.of(SHAPE, likeTheSection()).train(x));
      }
    }
    assertThat(counts).isDeepEqualTo(new int[][] {{6, 6, 2}, {3, 6, 1}, {3, 6, 1}, {0, 6, 0}});
  }

  @Test
  void fixedNumbersAreHonouredForwardAndBackward() {
    NormTrial fixed = NormTrial.of(SHAPE, likeTheSection().fixedGamma(2).fixedBeta(0));
    NormTrial learned = NormTrial.of(SHAPE, likeTheSection());
    learned.set("gamma", 2, 2, 2);
    float[] x = fixed.random(1, 17);
    float[] dY = fixed.random(2, 17);
    Batch found = fixed.train(x, dY);
    Batch expected = learned.train(x, dY);
    assertThat(found.y()).isEqualTo(expected.y());
    assertThat(found.dX()).isEqualTo(expected.dX());
    assertThat(found.gradients()).isEmpty();
    assertThat(fixed.model().parameterCount()).isZero();
    assertThat(fixed.predict(x)).isEqualTo(learned.predict(x));
  }

  @Test
  void fixedNumbersAreNotOneAndZeroByChance() {
    NormTrial trial =
        NormTrial.of(Shape.of(1), likeTheSection().epsilon(0).fixedGamma(3).fixedBeta(-1));
    assertThat(trial.train(1, 5)).containsExactly(-4, 2);
    assertThatThrownBy(() -> likeTheSection().fixedGamma(Double.POSITIVE_INFINITY))
        .hasMessage("batchNorm: expected a finite number for a fixed gamma or beta, got Infinity");
  }

  @Test
  void gammaThatStartsAtZeroMakesABlockTheIdentity() {
    NormTrial trial =
        NormTrial.of(
            SHAPE,
            residual(
                conv2d(3, 3).padding(Padding.same()),
                likeTheSection().gammaStart(Initializer.zeros())));
    float[] x = trial.random(3, 5);
    assertThat(trial.train(x)).isEqualTo(x);
    assertThat(trial.model().values("residual1.batchNorm1.gamma")).containsExactly(0, 0, 0);
  }

  @Test
  void otherStarts() {
    NormTrial trial =
        NormTrial.of(
            Shape.of(500),
            likeTheSection()
                .gammaStart(new Initializer.Normal(0.02))
                .betaStart(new Initializer.Constant(-2)));
    assertThat(trial.values("beta")).containsOnly(-2);
    double sum = 0;
    for (float value : trial.values("gamma")) {
      sum += value * value;
    }
    assertThat(Math.sqrt(sum / 500)).isCloseTo(0.02, within(0.002));
  }

  @ParameterizedTest
  @EnumSource
  void stackedLayersGiveMeanZeroAndVarianceOne(ChannelAxis axis) {
    BatchNorm layer = BatchNorm.likePyTorch().axis(axis);
    NormTrial trial = NormTrial.of(SHAPE, layer, layer, layer);
    float[] y = trial.train(trial.random(4, 30));
    int channels = axis == ChannelAxis.FIRST ? 3 : 5;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double squares = 0;
      int count = 0;
      for (int i = 0; i < y.length; i++) {
        if (c == (axis == ChannelAxis.FIRST ? i / 20 % 3 : i % 5)) {
          sum += y[i];
          squares += y[i] * y[i];
          count++;
        }
      }
      assertThat(sum / count).isCloseTo(0, within(1e-6));
      assertThat(squares / count).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void channelsLastAreChannelsFirstInAnotherOrder() {
    BatchNorm layer = BatchNorm.likeKeras().epsilon(1e-4);
    NormTrial first = NormTrial.of(Shape.of(2, 3, 4), layer);
    NormTrial last = NormTrial.of(Shape.of(3, 4, 2), layer.axis(ChannelAxis.LAST));
    for (NormTrial each : List.of(first, last)) {
      each.set("gamma", 2, -3);
      each.set("beta", 0.5, 1);
    }
    float[] x = first.random(5, 21);
    float[] dY = first.random(6, 21);
    Batch expected = first.train(x, dY);
    Batch found = last.train(channelsLast(x), channelsLast(dY));
    assertThat(found.y()).isEqualTo(channelsLast(expected.y()));
    assertThat(found.dX()).isEqualTo(channelsLast(expected.dX()));
    assertThat(last.values("movingMean")).isEqualTo(first.values("movingMean"));
    assertThat(last.predict(channelsLast(x))).isEqualTo(channelsLast(first.predict(x)));
    NormTrial dense = NormTrial.of(Shape.of(4), layer.axis(ChannelAxis.LAST));
    assertThat(dense.train(dense.random(1, 9)))
        .isEqualTo(NormTrial.of(Shape.of(4), layer).train(dense.random(1, 9)));
  }

  private static float[] channelsLast(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int n = i / 24;
      int c = i / 12 % 2;
      y[n * 24 + i % 12 * 2 + c] = x[i];
    }
    return y;
  }
}
