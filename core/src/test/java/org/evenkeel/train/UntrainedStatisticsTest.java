package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who predicts by the initial 0 and 1 is told, once.
class UntrainedStatisticsTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 1, true);
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(1, 5, 6), 3, 8).dataset(60);

  private final Logger logger = Logger.getLogger(UntrainedStatistics.class.getName());
  private final List<String> said = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private static Model model(BatchNorm first, BatchNorm second) {
    return Model.initialize(
        Sequential.of(Shape.of(1, 5, 6), conv2d(3, 2), first, flatten(), second, dense(3)), 2);
  }

  @Test
  void evaluatingAndPredictingWarnOnceForAModel() {
    Model model = model(batchNorm(), batchNorm());
    Evaluator.evaluate(model, DATA, PLAIN);
    Evaluator.evaluate(model, DATA, PLAIN);
    Predictor.of(model, PLAIN).close();
    assertThat(said)
        .containsExactly(
            "layer \"batchNorm1\" and 1 more predicts with its initial statistics, mean 0 and"
                + " variance 1, which no training has updated; train the model, with updating(true)"
                + " in that layer, or give it exact statistics of data (recalibration)");
    Predictor.of(model(batchNorm(), batchNorm()), PLAIN).close();
    assertThat(said).hasSize(2);
  }

  @Test
  void whoAsksBeforeSaysItHimself() {
    Model model = model(batchNorm(), batchNorm());
    assertThat(UntrainedStatistics.warning(model)).isPresent();
    assertThat(UntrainedStatistics.warning(model)).isEmpty();
    Evaluator.evaluate(model, DATA, PLAIN);
    assertThat(said).isEmpty();
  }

  @Test
  void trainingLeavesNothingToSay() {
    Model model = model(batchNorm(), batchNorm());
    Trainer.of(Sgd.rate(0.1)).epochs(1).batch(20).execution(PLAIN).fit(model, DATA);
    Evaluator.evaluate(model, DATA, PLAIN);
    assertThat(said).isEmpty();
  }

  @Test
  void aLayerThatTrainingDoesNotUpdateIsNamed() {
    Model model = model(batchNorm(), batchNorm().updating(false));
    Trainer.of(Sgd.rate(0.1)).epochs(1).batch(20).execution(PLAIN).fit(model, DATA);
    Evaluator.evaluate(model, DATA, PLAIN);
    assertThat(said).singleElement().asString().startsWith("layer \"batchNorm2\" predicts with");
  }

  @Test
  void withoutStoredStatisticsThereIsNothingToSay() {
    Model model = model(batchNorm().untracked(), batchNorm().untracked());
    Evaluator.evaluate(model, DATA, PLAIN);
    assertThat(said).isEmpty();
  }
}
