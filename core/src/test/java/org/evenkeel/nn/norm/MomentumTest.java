package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.norm.Momentum.cumulative;
import static org.evenkeel.nn.norm.Momentum.keepOld;
import static org.evenkeel.nn.norm.Momentum.pooled;
import static org.evenkeel.nn.norm.Momentum.weightNew;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How stored statistics follow the batches.
class MomentumTest {
  private static final Shape ONE = Shape.of(1);
  private static final float[] FIRST = {1, 3}; // mean 2, variance 1
  private static final float[] SECOND = {5, 5, 11}; // mean 7, variance 8

  private static NormTrial trial(Momentum momentum, StoredVariance stored) {
    return NormTrial.of(ONE, new BatchNorm(momentum, 1e-5, stored));
  }

  private static void expect(NormTrial trial, double mean, double variance) {
    assertThat((double) trial.values("movingMean")[0]).isCloseTo(mean, within(1e-6));
    assertThat((double) trial.values("movingVariance")[0]).isCloseTo(variance, within(2e-6));
  }

  @Test
  void sharesFadeTheInitialValuesOut() {
    NormTrial trial = trial(keepOld(0.75), StoredVariance.BIASED);
    trial.train(FIRST);
    expect(trial, 0.5, 1);
    trial.train(SECOND);
    expect(trial, 0.75 * 0.5 + 0.25 * 7, 0.75 + 2);
  }

  @Test
  void weightNewIsTheOtherWayToCount() {
    NormTrial trial = trial(weightNew(0.25), StoredVariance.UNBIASED);
    trial.train(FIRST);
    expect(trial, 0.5, 0.75 + 0.25 * 2);
    assertThat(weightNew(0.25)).isEqualTo(keepOld(0.75));
  }

  @Test
  void cumulativeGivesEveryBatchTheSameWeight() {
    NormTrial trial = trial(cumulative(), StoredVariance.UNBIASED);
    trial.train(FIRST);
    expect(trial, 2, 2);
    trial.train(SECOND);
    expect(trial, 4.5, (2 + 12) / 2.0);
    assertThat(trial.values("batches")).containsExactly(2);
    trial.model().resetStatistics();
    expect(trial, 0, 1);
    assertThat(trial.values("batches")).containsExactly(0);
    trial.train(SECOND);
    expect(trial, 7, 12);
  }

  @Test
  void resettingLeavesParametersAlone() {
    NormTrial trial = NormTrial.of(ONE, BatchNorm.likeKeras().frozen().updating(true));
    trial.set("gamma", 5);
    trial.train(FIRST);
    trial.model().resetStatistics();
    assertThat(trial.values("gamma")).containsExactly(5);
    expect(trial, 0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void pooledMomentsAreThoseOfAllBatchesTogether(StoredVariance stored) {
    NormTrial trial = trial(pooled(), stored);
    trial.train(FIRST);
    expect(trial, 2, stored == StoredVariance.BIASED ? 1 : 2);
    trial.train(SECOND);
    // 1, 3, 5, 5, 11: mean 5, sum of squares 16 + 4 + 36
    expect(trial, 5, 56 / (stored == StoredVariance.BIASED ? 5.0 : 4.0));
    assertThat(trial.values("count")).containsExactly(5);
  }

  @ParameterizedTest
  @EnumSource
  void pooledMomentsDoNotDependOnTheSplit(StoredVariance stored) {
    Shape shape = Shape.of(2, 3, 3);
    NormTrial whole = NormTrial.of(shape, new BatchNorm(pooled(), 1e-5, stored));
    NormTrial split = NormTrial.of(shape, new BatchNorm(pooled(), 1e-5, stored));
    float[] x = whole.random(7, 60);
    whole.train(x);
    for (int[] part : new int[][] {{0, 1}, {1, 30}, {30, 37}, {37, 60}}) {
      split.train(Arrays.copyOfRange(x, part[0] * 18, part[1] * 18));
    }
    for (String key : List.of("movingMean", "movingVariance")) {
      for (int c = 0; c < 2; c++) {
        assertThat(split.values(key)[c]).isCloseTo(whole.values(key)[c], within(2e-6f));
      }
    }
  }

  @Test
  void debiasedSharesAreWeightedAveragesOfTheBatchesAlone() {
    NormTrial trial = trial(keepOld(0.5).debiased(), StoredVariance.BIASED);
    trial.train(FIRST);
    expect(trial, 2, 1);
    trial.train(SECOND);
    expect(trial, (2 + 2 * 7) / 3.0, (1 + 2 * 8) / 3.0);
    trial.train(FIRST);
    expect(trial, (2 + 2 * 7 + 4 * 2) / 7.0, (1 + 2 * 8 + 4) / 7.0);
    assertThat(trial.values("batches")).containsExactly(3);
  }

  @Test
  void debiasedWithoutMemoryTakesTheLastBatch() {
    NormTrial trial = trial(keepOld(0).debiased(), StoredVariance.BIASED);
    trial.train(FIRST);
    trial.train(SECOND);
    expect(trial, 7, 8);
  }

  @Test
  void theFirstBatchMayReplaceTheInitialValues() {
    NormTrial trial = trial(keepOld(0.75).fromFirstBatch(), StoredVariance.BIASED);
    trial.train(FIRST);
    expect(trial, 2, 1);
    trial.train(SECOND);
    expect(trial, 0.75 * 2 + 0.25 * 7, 0.75 + 2);
  }

  @Test
  void countersStandStillWhereNothingIsUpdated() {
    for (Momentum momentum : List.of(cumulative(), keepOld(0.5).debiased(), pooled())) {
      NormTrial trial = NormTrial.of(ONE, BatchNorm.likeKeras().momentum(momentum).updating(false));
      trial.train(FIRST);
      assertThat(trial.values(momentum.equals(pooled()) ? "count" : "batches")).containsExactly(0);
      expect(trial, 0, 1);
    }
  }

  @Test
  void sharesOutsideZeroToOneAreRefused() {
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> keepOld(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("momentum: expected keepOld in [0, 1], got " + wrong);
      assertThatThrownBy(() -> weightNew(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("momentum: expected weightNew in [0, 1], got " + wrong);
    }
    assertThat(keepOld(0).keep()).isZero();
    assertThat(weightNew(0).keep()).isEqualTo(1);
    assertThatThrownBy(() -> keepOld(1).debiased()).hasMessageContaining("see cumulative()");
  }
}
