package org.evenkeel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;
import org.junit.jupiter.api.Test;

class ReferenceEngineTest {
  private static final double[] X = {1, 2, 3, 5, -4, 0, 2, 2};
  private static final double[] LABELS = {0, 1, 0, 1};

  private static ReferenceEngine engine(Layer... layers) {
    Sequential network = Sequential.of(Shape.of(2), layers);
    ReferenceVariables variables = new ReferenceVariables(network.trace(true).variables());
    for (Variable variable : variables.variables()) {
      double[] values = Trial.normal(variable.name(), variable.shape().values());
      System.arraycopy(values, 0, variables.of(variable), 0, values.length);
      if (variable.key().equals("movingVariance")) {
        Arrays.fill(variables.of(variable), 1);
      }
    }
    return new ReferenceEngine(network, variables, ReferenceSgd.plain(), 5);
  }

  @Test
  void stepsLowerTheLoss() {
    ReferenceEngine engine = engine(dense(4), BatchNorm.likeTheSection(), dense(2));
    double before = engine.step(0, 0.5, X, LABELS).loss();
    for (int step = 1; step < 50; step++) {
      engine.step(step, 0.5, X, LABELS);
    }
    ReferenceEngine.Score after = engine.evaluateInTrainingMode(X, LABELS);
    assertThat(after.loss()).isLessThan(0.2 * before);
    assertThat(after.correct()).isEqualTo(4);
  }

  @Test
  void statesFollowTheBatchAndOnlyPredictionUsesThem() {
    ReferenceEngine engine = engine(BatchNorm.likeTheSection(), dense(2));
    Variable mean = variable(engine, "batchNorm1.movingMean");
    Variable variance = variable(engine, "batchNorm1.movingVariance");
    Arrays.fill(engine.variables().of(mean), 0);
    ReferenceEngine.Score training = engine.evaluateInTrainingMode(X, LABELS);
    double prediction = engine.evaluate(X, LABELS).loss();
    engine.step(0, 0, X, LABELS);
    // Means 0.5 and 2.25, variances 7.25 and 3.1875, of which a tenth is taken.
    assertThat(engine.variables().of(mean))
        .containsExactly(new double[] {0.05, 0.225}, within(1e-15));
    assertThat(engine.variables().of(variance))
        .containsExactly(new double[] {1.625, 1.21875}, within(1e-15));
    assertThat(engine.evaluateInTrainingMode(X, LABELS)).isEqualTo(training);
    assertThat(engine.evaluate(X, LABELS).loss()).isNotEqualTo(prediction);
  }

  @Test
  void dropoutDependsOnTheStepAndOnNothingElse() {
    double[] losses = new double[3];
    for (int run = 0; run < 3; run++) {
      losses[run] = engine(dropout(0.5), dense(2)).step(run / 2, 0.1, X, LABELS).loss();
    }
    assertThat(losses[0]).isEqualTo(losses[1]).isNotEqualTo(losses[2]);
  }

  @Test
  void logitsAreThoseOfPrediction() {
    ReferenceEngine engine = engine(dense(2));
    double[] w = engine.variables().of(variable(engine, "dense1.weight"));
    double[] b = engine.variables().of(variable(engine, "dense1.bias"));
    assertThat(engine.logits(new double[] {1, 2}, 1))
        .containsExactly(
            new double[] {w[0] + 2 * w[1] + b[0], w[2] + 2 * w[3] + b[1]}, within(1e-14));
  }

  @Test
  void descendsWithMomentumAndDecayWhereItHolds() {
    Variable w = new Variable("a", "w", Role.WEIGHT, Shape.of(1), Initializer.zeros(), true);
    Variable b = new Variable("a", "b", Role.BIAS, Shape.of(1), Initializer.zeros(), true);
    ReferenceSgd optimizer = new ReferenceSgd(0.5, 0.25, v -> v.role() == Role.WEIGHT);
    double[] wValue = {4};
    double[] bValue = {4};
    for (int step = 0; step < 2; step++) {
      optimizer.step(1, w, wValue, new double[] {1});
      optimizer.step(1, b, bValue, new double[] {1});
    }
    // w: v = 1 + 1 = 2, w = 2; v = 1 + (1 + 0.5) = 2.5, w = −0.5. b: v = 1, b = 3; v = 1.5, b =
    // 1.5.
    assertThat(wValue).containsExactly(-0.5);
    assertThat(bValue).containsExactly(1.5);
  }

  @Test
  void variablesComeFromFloatsAndGoBack() {
    Variable w = new Variable("a", "w", Role.WEIGHT, Shape.of(2), Initializer.zeros(), true);
    VariableValues floats = new VariableValues(List.of(w));
    floats.of(w)[0] = 0.1f;
    ReferenceVariables doubles = ReferenceVariables.of(floats);
    assertThat(doubles.of(w)).containsExactly(0.1f, 0);
    doubles.of(w)[1] = 1.0 / 3;
    doubles.copyTo(floats);
    assertThat(floats.of(w)).containsExactly(0.1f, 1f / 3);
  }

  private static Variable variable(ReferenceEngine engine, String name) {
    return engine.variables().variables().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
