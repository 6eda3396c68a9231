package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.norm.Momentum.keepOld;

import java.util.Optional;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.NormTrial.Batch;
import org.junit.jupiter.api.Test;

/// Batch renormalization.
class RenormTest {
  private static final Shape TWO = Shape.of(2);
  private static final BatchNorm PLAIN = new BatchNorm(keepOld(0.5), 0, StoredVariance.BIASED);

  /// Two channels: μB = 5 and 1, σB = 2 and 3.
  private static final float[] X = {3, -2, 7, 4};

  private static NormTrial trial(BatchNorm layer) {
    NormTrial trial = NormTrial.of(TWO, layer);
    trial.set("gamma", 10, 100);
    trial.set("beta", 0.5, -7);
    trial.set("movingMean", 4, -5);
    trial.set("movingVariance", 16, 1);
    return trial;
  }

  @Test
  void correctsTowardsTheStatisticsBeforeTheUpdate() {
    // Channel 0: r = 2/4, d = (5 − 4)/4; channel 1: r = 3/1 clipped to 2, d = 6/1 clipped to 1.5.
    NormTrial trial = trial(PLAIN.renorm(Renorm.limits(2, 1.5)));
    float[] dY = {1, 2, 3, 5};
    Batch batch = trial.train(X, dY);
    assertThat(batch.y())
        .containsExactly(
            new float[] {
              10 * (-0.5f + 0.25f) + 0.5f,
              100 * (-2 + 1.5f) - 7,
              10 * (0.5f + 0.25f) + 0.5f,
              100 * (2 + 1.5f) - 7
            },
            within(1e-4f));
    assertThat(batch.gradient("batchNorm1.beta")).containsExactly(4, 7);
    assertThat(batch.gradient("batchNorm1.gamma"))
        .containsExactly(-0.25f + 3 * 0.75f, 2 * -0.5f + 5 * 3.5f);
    assertThat(trial.values("movingMean")).containsExactly(4.5f, -2);
    assertThat(trial.values("movingVariance")).containsExactly(10, 5);
  }

  @Test
  void withoutClippingTrainingEqualsPrediction() {
    NormTrial trial = trial(PLAIN.renorm(Renorm.limits(100, 100)).updating(false));
    float[] y = trial.train(X);
    float[] predicted = trial.predict(X);
    for (int i = 0; i < y.length; i++) {
      assertThat(y[i]).isCloseTo(predicted[i], within(1e-4f));
    }
  }

  @Test
  void limitsThatAllowNothingAreBatchNorm() {
    NormTrial plain = trial(PLAIN.epsilon(1e-5));
    NormTrial limited = trial(PLAIN.epsilon(1e-5).renorm(Renorm.limits(1, 0)));
    float[] x = plain.random(3, 25);
    float[] dY = plain.random(4, 25);
    Batch expected = plain.train(x, dY);
    Batch found = limited.train(x, dY);
    assertThat(found.y()).isEqualTo(expected.y());
    assertThat(found.dX()).isEqualTo(expected.dX());
    assertThat(limited.values("movingVariance")).isEqualTo(plain.values("movingVariance"));
  }

  @Test
  void theCorrectionIsAConstantForDifferentiation() {
    // dX is r times that of batch norm; with equal statistics of both channels r alone differs.
    Batch plain = trial(PLAIN).train(X, new float[] {1, 2, 3, 5});
    Batch corrected = trial(PLAIN.renorm(Renorm.limits(2, 1.5))).train(X, new float[] {1, 2, 3, 5});
    for (int i = 0; i < X.length; i++) {
      assertThat(corrected.dX()[i])
          .isCloseTo(plain.dX()[i] * (i % 2 == 0 ? 0.5f : 2), within(1e-4f));
    }
  }

  @Test
  void bothSigmasTakeTheSameEpsilon() {
    // Unclipped, the batch cancels out: y = γ·(x − 4)/√(16 + 5) + β.
    NormTrial trial = trial(PLAIN.epsilon(5).renorm(Renorm.limits(100, 100)));
    double sigma = Math.sqrt(21);
    assertThat((double) trial.train(X)[0]).isCloseTo(10 * (3 - 4) / sigma + 0.5, within(1e-5));
  }

  @Test
  void limitsGrowWithTheShareOfTheRun() {
    Renorm renorm = new Renorm(new Ramp(1, 3, 0.25, 0.75), new Ramp(0, 4, 0.5, 0.5));
    NormTrial trial = trial(PLAIN.renorm(renorm).updating(false)).run(8);
    // Channel 1 has r = 3 and d = 6 before clipping, x̂ = ∓1.
    double[][] limits = {
      {1, 0}, {1, 0}, {1, 0}, {1.5, 0}, {2, 4}, {2.5, 4}, {3, 4}, {3, 4}, {3, 4}
    };
    for (double[] limit : limits) {
      float[] y = trial.train(X);
      assertThat((double) y[1]).isCloseTo(100 * (-limit[0] + limit[1]) - 7, within(1e-3));
      assertThat((double) y[3]).isCloseTo(100 * (limit[0] + limit[1]) - 7, within(1e-3));
    }
  }

  @Test
  void impossibleLimitsAreRefused() {
    assertThatThrownBy(() -> Renorm.limits(0.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("renorm: expected rMax of at least 1, got 0.5");
    assertThatThrownBy(() -> Renorm.limits(3, -1))
        .hasMessage("renorm: expected dMax of at least 0, got -1.0");
    assertThatThrownBy(() -> Renorm.limits(Double.NaN, 1))
        .hasMessage("ramp: expected finite values, got NaN to NaN");
    assertThatThrownBy(() -> new Ramp(1, 3, 0.5, 0.25))
        .hasMessage(
            "ramp: expected shares of the run with 0 <= begin <= end <= 1, got 0.5 and 0.25");
    assertThatThrownBy(() -> PLAIN.untracked().renorm(Renorm.limits(3, 5)))
        .hasMessageContaining("renorm(…) corrects towards stored statistics");
    assertThat(PLAIN.renorm()).isEqualTo(Optional.empty());
  }
}
