package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.Test;

class EstimatesTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(1, 5, 5), 3, 2).dataset(160);
  private static final BatchNorm NORM = BatchNorm.likeTheSection();
  private static final Sequential NETWORK =
      Sequential.of(Shape.of(1, 5, 5), flatten(), dense(6), NORM, sigmoid(), dense(3));

  private static Model trained() {
    Model model = Model.initialize(NETWORK, 3);
    Trainer.of(Sgd.rate(0.5)).epochs(1).batch(32).execution(PLAIN).fit(model, DATA);
    return model;
  }

  @Test
  void evaluatesWithWhatIsAskedForAndNothingElse() {
    Model model = trained();
    Estimates.Setting setting = new Estimates.Setting(DATA.first(100), DATA, 40, PLAIN);
    Estimates all = Estimates.of(model, setting, Set.of(Statistics.values()));
    assertThat(all.evaluations()).containsOnlyKeys(Statistics.values());
    assertThat(all.of(Statistics.MOVING)).contains(Evaluator.evaluate(model, DATA, PLAIN));
    Model exact = Recalibration.exact(model, DATA.first(100), PLAIN);
    assertThat(all.of(Statistics.EXACT)).contains(Evaluator.evaluate(exact, DATA, PLAIN));
    Model pooled = Recalibration.pooled(model, DATA.first(100), 40, PLAIN);
    assertThat(all.of(Statistics.POOLED)).contains(Evaluator.evaluate(pooled, DATA, PLAIN));
    assertThat(all.of(Statistics.BATCH))
        .contains(Evaluator.evaluateByBatch(model, DATA, 40, PLAIN));
    assertThat(all.lags()).isEqualTo(Lag.between(model, exact));
    assertThat(all.population()).contains(Statistics.EXACT);

    Estimates moving = Estimates.of(model, setting, Set.of(Statistics.MOVING));
    assertThat(moving.evaluations()).containsOnlyKeys(Statistics.MOVING);
    assertThat(moving.lags()).isEmpty();
    assertThat(moving.accuracy(Statistics.EXACT)).isEmpty();
    assertThat(moving.population()).isEmpty();
  }

  @Test
  void oneBatchOfTheWholeDataSetIsEvaluatedAsWithExactStatisticsOfItself() {
    Model model = trained();
    Evaluation batch = Evaluator.evaluateByBatch(model, DATA, 160, PLAIN);
    Evaluation exact = Evaluator.evaluate(Recalibration.exact(model, DATA, PLAIN), DATA, PLAIN);
    assertThat(batch.loss()).isCloseTo(exact.loss(), within(1e-5));
    assertThat(batch.accuracy()).isEqualTo(exact.accuracy());
  }

  @Test
  void batchStatisticsOfOneExampleAreRefused() {
    assertThatThrownBy(() -> Evaluator.evaluateByBatch(trained(), DATA, 53, PLAIN))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("one value per channel");
  }

  @Test
  void lagIsMeasuredInExactStandardDeviations() {
    Model moving = Model.initialize(NETWORK, 3);
    Model exact = moving.copy();
    java.util.Arrays.fill(exact.values("batchNorm1.movingVariance"), 4f);
    exact.values("batchNorm1.movingMean")[0] = 3f;
    exact.values("batchNorm1.movingMean")[1] = -1f;
    exact.values("batchNorm1.movingVariance")[5] = 0f;
    Lag lag = Lag.between(moving, exact).getFirst();
    assertThat(lag.layer()).isEqualTo("batchNorm1");
    assertThat(lag.means()).containsExactly(-1.5, 0.5, 0.0, 0.0, 0.0);
    assertThat(lag.greatestMean()).isEqualTo(1.5);
    assertThat(lag.rmsMean()).isCloseTo(Math.sqrt(2.5 / 5), within(1e-12));
    assertThat(lag.greatestLogVariance()).isCloseTo(StrictMath.log(4), within(1e-12));
    assertThat(lag.rmsLogVariance()).isCloseTo(StrictMath.log(4), within(1e-12));
  }

  @Test
  void eightNormalizationsOneAfterTheOtherAreExactByDefaultAndNinePooled() {
    Model eight = Model.initialize(Sequential.of(Shape.of(1, 5, 5), normalized(8)), 1);
    Model nine = Model.initialize(Sequential.of(Shape.of(1, 5, 5), normalized(9)), 1);
    assertThat(Statistics.ofPopulation(eight.network())).isEqualTo(Statistics.EXACT);
    assertThat(Statistics.ofPopulation(nine.network())).isEqualTo(Statistics.POOLED);
    Dataset data = DATA.first(32);
    assertThat(Recalibration.recalibrate(eight, data, 32, PLAIN).weightsSha256())
        .isEqualTo(Recalibration.exact(eight, data, PLAIN).weightsSha256());
    assertThat(Recalibration.recalibrate(nine, data, 32, PLAIN).weightsSha256())
        .isEqualTo(Recalibration.pooled(nine, data, 32, PLAIN).weightsSha256());
  }

  private static Layer[] normalized(int norms) {
    List<Layer> layers = new ArrayList<>(List.of(flatten()));
    for (int i = 0; i < norms; i++) {
      layers.add(dense(6));
      layers.add(NORM);
    }
    layers.add(dense(3));
    return layers.toArray(Layer[]::new);
  }

  @Test
  void networksWithoutMovingStatisticsHaveNoLag() {
    Model plain = Model.initialize(Sequential.of(Shape.of(1, 5, 5), flatten(), dense(3)), 1);
    assertThat(Lag.between(plain, plain)).isEqualTo(List.of());
    assertThat(Statistics.ofPopulation(plain.network())).isEqualTo(Statistics.EXACT);
  }
}
