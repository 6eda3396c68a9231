package org.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.tanh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Sequential;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.reference.ReferenceEngine;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;
import org.junit.jupiter.api.Test;

/// Evaluation and prediction against the reference, and what a history adds up.
class PredictionTest {
  private static final Execution PLAIN =
      new Execution(Execution.Engine.SIMD, KernelChoice.scalar(), 2, true);
  private static final Dataset DATA =
      new GeneratedImages(new ImageShape(2, 5, 6), 3, 8).dataset(300);

  private static Model trained() {
    Sequential network =
        Sequential.of(
            Shape.of(2, 5, 6),
            conv2d(3, 2),
            batchNorm(),
            tanh(),
            dropout(0.5),
            flatten(),
            dense(3));
    Model model = Model.initialize(network, 2);
    Trainer.of(Sgd.rate(0.1)).epochs(1).batch(50).execution(PLAIN).fit(model, DATA.first(120));
    return model;
  }

  /// More examples than one batch of the evaluator holds.
  @Test
  void evaluationAgreesWithTheReference() {
    Model model = trained();
    Evaluation expected = Evaluator.evaluate(model, DATA, Execution.reference());
    assertThat(expected.examples()).isEqualTo(300);
    for (Execution way : List.of(PLAIN, Execution.best())) {
      Evaluation found = Evaluator.evaluate(model, DATA, way);
      assertThat(found.accuracy()).isEqualTo(expected.accuracy());
      assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-6));
      assertThat(found.examples()).isEqualTo(300);
    }
  }

  @Test
  void probabilitiesAreThoseOfTheReference() {
    Model model = trained();
    ReferenceEngine engine =
        new ReferenceEngine(
            model.network(), ReferenceVariables.of(model.variables()), ReferenceSgd.plain(), 0);
    try (Predictor predictor = Predictor.of(model, PLAIN)) {
      for (int example = 0; example < 5; example++) {
        byte[] pixels =
            Arrays.copyOfRange(
                DATA.pixels(), example * DATA.values(), (example + 1) * DATA.values());
        double[] image = new double[DATA.values()];
        for (int i = 0; i < image.length; i++) {
          image[i] = DATA.pixel(example, i);
        }
        double[] logits = engine.logits(image, 1);
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        float[] probabilities = predictor.probabilities(pixels);
        for (int c = 0; c < logits.length; c++) {
          assertThat((double) probabilities[c]).isCloseTo(Math.exp(logits[c]) / sum, within(1e-6));
        }
      }
      assertThatThrownBy(() -> predictor.probabilities(new byte[7]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("60")
          .hasMessageContaining("7");
    }
  }

  /// A plan for predictions packs weights only when they have changed.
  @Test
  void anUnfoldedPredictorFollowsItsModel() {
    byte[] pixels = Arrays.copyOf(DATA.pixels(), DATA.values());
    for (Execution way : List.of(PLAIN, Execution.best())) {
      Model model = trained();
      try (Predictor predictor = Predictor.unfolded(model, way)) {
        float[] before = predictor.probabilities(pixels).clone();
        assertThat(predictor.probabilities(pixels)).isEqualTo(before);
        float[] weights = model.values("dense1.weight");
        weights[weights.length - 1] += 1;
        float[] after = predictor.probabilities(pixels).clone();
        assertThat(after).isNotEqualTo(before);
        try (Predictor another = Predictor.unfolded(model, way)) {
          assertThat(another.probabilities(pixels)).isEqualTo(after);
        }
      }
    }
  }

  private static EpochResult epoch(int number, int examples, double seconds) {
    return new EpochResult(
        number, 1, 0.5, OptionalDouble.empty(), OptionalDouble.empty(), 1, seconds, examples);
  }

  @Test
  void steadySpeedIsTheMedianFromTheThirdEpochOn() {
    List<EpochResult> four =
        List.of(epoch(1, 100, 10), epoch(2, 100, 5), epoch(3, 100, 2), epoch(4, 100, 1));
    History history = new History(four, false, 4, Optional.empty());
    assertThat(history.examplesPerSecond()).isEqualTo(400 / 18.0);
    assertThat(history.steadyExamplesPerSecond()).isEqualTo(75);
    assertThat(
            new History(four.subList(0, 3), false, 3, Optional.empty()).steadyExamplesPerSecond())
        .isEqualTo(50);
    History two = new History(four.subList(0, 2), false, 2, Optional.empty());
    assertThat(two.steadyExamplesPerSecond())
        .isEqualTo(two.examplesPerSecond())
        .isEqualTo(200 / 15.0);
    assertThat(new History(List.of(), true, 0, Optional.empty()).steadyExamplesPerSecond())
        .isZero();
  }
}
