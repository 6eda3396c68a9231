package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.norm.BatchNorm.likeTheSection;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.norm.NormTrial.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which statistics normalize, whether stored ones follow, whether gamma and beta learn: three switches, each by itself.
class SwitchesTest {
  private static final Shape CONV = Shape.of(2, 3, 3);
  private static final Shape FLAT = Shape.of(2);

  static List<BatchNorm> all() {
    List<BatchNorm> all = new ArrayList<>();
    for (Normalizing which : Normalizing.values()) {
      for (boolean updating : List.of(true, false)) {
        for (boolean learning : List.of(true, false)) {
          all.add(likeTheSection().normalizeWith(which).updating(updating).learning(learning));
        }
      }
    }
    return all;
  }

  private static NormTrial trained(BatchNorm layer, Shape shape) {
    NormTrial trial = NormTrial.of(shape, layer);
    trial.set("gamma", 2, -0.5);
    trial.set("beta", 1, 3);
    trial.set("movingMean", 2.5, 3.5);
    trial.set("movingVariance", 5, 0.25);
    return trial;
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachDoesItsOwnWorkAndNoOther(BatchNorm layer) {
    NormTrial trial = trained(layer, CONV);
    float[] x = trial.random(1, 20);
    float[] stored = trial.predict(x);
    float[] mean = trial.values("movingMean").clone();
    float[] variance = trial.values("movingVariance").clone();
    Batch batch = trial.train(x, trial.random(2, 20));
    boolean byStored = layer.tracking().normalizeWith() == Normalizing.STORED;
    assertThat(java.util.Arrays.equals(batch.y(), stored)).isEqualTo(byStored);
    if (layer.tracking().updating()) {
      assertThat(trial.values("movingMean")).isNotEqualTo(mean);
      assertThat(trial.values("movingVariance")).isNotEqualTo(variance);
    } else {
      assertThat(trial.values("movingMean")).isEqualTo(mean);
      assertThat(trial.values("movingVariance")).isEqualTo(variance);
    }
    if (layer.affine().learning()) {
      assertThat(batch.gradients()).containsOnlyKeys("batchNorm1.gamma", "batchNorm1.beta");
    } else {
      assertThat(batch.gradients()).isEmpty();
    }
    assertThat(trial.model().parameterCount()).isEqualTo(layer.affine().learning() ? 4 : 0);
    assertThat(trial.model().stateCount()).isEqualTo(layer.affine().learning() ? 4 : 8);
  }

  @Test
  void frozenIsStoredNotUpdatedNotLearned() {
    assertThat(likeTheSection().frozen())
        .isEqualTo(
            likeTheSection().normalizeWith(Normalizing.STORED).updating(false).learning(false));
  }

  @Test
  void storedStatisticsSendEveryGradientBackByItself() {
    NormTrial trial = trained(likeTheSection().epsilon(0).frozen(), FLAT);
    float[] dY = {1, 1, 0, 0, -3, 7};
    Batch batch = trial.train(new float[] {9, 9, -4, 0, 1, 2}, dY);
    float[] factor = {(float) (2 / Math.sqrt(5)), -1};
    for (int i = 0; i < dY.length; i++) {
      assertThat(batch.dX()[i]).isEqualTo(factor[i % 2] * dY[i]);
    }
  }

  @Test
  void aUniformUpstreamGradientGoesThroughStoredStatisticsOnly() {
    float[] ones = new float[2 * 9 * 20];
    java.util.Arrays.fill(ones, 1);
    for (BatchNorm layer : all()) {
      NormTrial trial = trained(layer, CONV);
      float dX = trial.train(trial.random(3, 20), ones).dX()[0];
      if (layer.tracking().normalizeWith() == Normalizing.STORED) {
        assertThat((double) dX).isCloseTo(2 / Math.sqrt(5 + 1e-5), within(1e-6));
      } else {
        assertThat((double) dX).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void gammaAndBetaLearnByStoredStatisticsToo() {
    NormTrial trial = trained(likeTheSection().epsilon(0).normalizeWith(Normalizing.STORED), FLAT);
    Batch batch = trial.train(new float[] {4.5f, 3.5f, 2.5f, 4}, new float[] {1, 2, 3, 5});
    assertThat(batch.gradient("batchNorm1.beta")).containsExactly(4, 7);
    assertThat(batch.gradient("batchNorm1.gamma")).containsExactly((float) (2 / Math.sqrt(5)), 5);
  }

  @Test
  void withoutTrackingTheBatchAlwaysNormalizes() {
    NormTrial trial = NormTrial.of(CONV, likeTheSection().untracked());
    float[] x = trial.random(4, 18);
    assertThat(trial.predict(x)).isEqualTo(trial.train(x));
    assertThat(trial.model().stateCount()).isZero();
    assertThat(trial.model().layersNeverUpdated()).isEmpty();
    NormTrial tracked = NormTrial.of(CONV, likeTheSection());
    assertThat(trial.train(x)).isEqualTo(tracked.train(x));
  }

  @Test
  void whatIsNotKeptCannotBeUsed() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> likeTheSection().untracked().normalizeWith(Normalizing.STORED),
            () -> likeTheSection().untracked().updating(true),
            () -> likeTheSection().untracked().frozen())) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("batchNorm: untracked() keeps no statistics");
    }
  }

  @Test
  void predictingChangesNothingAndGivesTheSameAgain() {
    NormTrial trial = trained(likeTheSection(), CONV);
    float[] x = trial.random(5, 3);
    String before = trial.model().weightsSha256();
    assertThat(trial.predict(x)).isEqualTo(trial.predict(x));
    assertThat(trial.model().weightsSha256()).isEqualTo(before);
  }
}
