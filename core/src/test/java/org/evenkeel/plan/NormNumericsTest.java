package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.norm.BatchNorm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Batch normalization of data that are hard on arithmetic: the formula, ε included, in float64 on the same float32 inputs.
class NormNumericsTest {
  private static final int EXAMPLES = 37;
  private static final double EPSILON = 1e-5;
  private static final float GAMMA = 1.5f;
  private static final float BETA = -0.25f;

  /// Shapes of one channel: a dense layer, images.
  private static final List<Shape> SHAPES = List.of(Shape.of(1), Shape.of(1, 6, 5));

  /// Data and how far the results may be off, forward in units of γ, backward relative to the greatest gradient.
  ///
  /// @param center mean
  /// @param spread standard deviation
  record Data(String name, double center, double spread, double forward, double backward) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Data> data() {
    return List.of(
        new Data("ordinary", 0.3, 2, 1e-5, 1e-5),
        new Data("mean 1e4, deviation 1e-2", 1e4, 1e-2, 1e-3, 1e-3),
        new Data("mean -1e6, deviation 10", -1e6, 10, 1e-4, 1e-4),
        new Data("constant", 3.7, 0, 1e-5, 1e-5),
        new Data("constant 0", 0, 0, 1e-5, 1e-5),
        new Data("deviation far below epsilon", 1, 1e-6, 1e-5, 1e-5),
        new Data("subnormal", 1e-42, 1e-42, 1e-5, 1e-5),
        new Data("1e18", 1e18, 1e18, 1e-5, 1e-5));
  }

  static List<Data> huge() {
    return List.of(
        new Data("1e30", 1e30, 1e30, 1e-5, 0),
        new Data("1e30, deviation 1e26", 1e30, 1e26, 1e-2, 0),
        new Data("-1e37", -1e37, 1e36, 1e-5, 0));
  }

  @ParameterizedTest
  @MethodSource("data")
  void normalizesAndDifferentiatesByTheFormula(Data data) {
    for (Shape shape : SHAPES) {
      Trial trial = new Trial(shape, data);
      for (PlanOptions options : ways()) {
        PlanTrial.Outcome outcome = trial.run(options);
        trial.checkForward(outcome, data.forward());
        trial.checkBackward(outcome, data.backward());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("huge")
  void normalizesWhatFloatsCannotSquare(Data data) {
    for (Shape shape : SHAPES) {
      Trial trial = new Trial(shape, data);
      for (PlanOptions options : ways()) {
        trial.checkForward(trial.run(options), data.forward());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("data")
  void allWaysGiveTheSameBits(Data data) {
    for (Shape shape : SHAPES) {
      Trial trial = new Trial(shape, data);
      Map<String, double[]> first = trial.run(ways().getFirst()).results();
      for (PlanOptions options : ways()) {
        trial.run(options).results().forEach((k, v) -> assertThat(v).isEqualTo(first.get(k)));
      }
    }
  }

  private static List<PlanOptions> ways() {
    return PlanTrial.ways(EXAMPLES);
  }

  /// One normalization of one channel with its gradients.
  private static final class Trial {
    private final PlanTrial trial = new PlanTrial(EXAMPLES, true);
    private final float[] x;
    private final float[] dY;
    private final Graph graph;
    private final double mean;
    private final double variance;

    Trial(Shape shape, Data data) {
      SplittableRandom random = new SplittableRandom(data.name().hashCode());
      int count = EXAMPLES * shape.values();
      x = new float[count];
      dY = new float[count];
      for (int i = 0; i < count; i++) {
        x[i] = (float) (data.center() + data.spread() * random.nextDouble(-1.7, 1.7));
        dY[i] = (float) random.nextDouble(-1, 1);
      }
      PerExample input = trial.example("x", shape, x);
      PerExample y =
          trial.layer(
              "norm",
              BatchNorm.likeTheSection().epsilon(EPSILON),
              input,
              variable -> {
                float[] values = new float[1];
                Arrays.fill(values, variable.key().equals("gamma") ? GAMMA : BETA);
                return values;
              });
      PerExample upstream = trial.example("dY", shape, dY);
      Differentiation.Result gradients =
          Differentiation.backward(trial.graph(), y, upstream, List.of(input));
      Map<String, Node> results = new LinkedHashMap<>();
      results.put("y", y.node());
      results.put("dX", gradients.inputs().getFirst());
      results.put("variance", input.moments().variance().node());
      gradients.variables().forEach((variable, node) -> results.put(variable.key(), node));
      graph = Graph.of(results, Map.of(), Map.of());
      double sum = 0;
      for (float v : x) {
        sum += v - (double) x[0];
      }
      mean = x[0] + sum / count;
      double squares = 0;
      for (float v : x) {
        squares += (v - mean) * (v - mean);
      }
      variance = squares / count;
    }

    PlanTrial.Outcome run(PlanOptions options) {
      return trial.run(graph, options);
    }

    void checkForward(PlanTrial.Outcome outcome, double tolerance) {
      double[] y = Lookup.in(outcome.results(), "y");
      double inverse = 1 / Math.sqrt(variance + EPSILON);
      for (int i = 0; i < y.length; i++) {
        double expected = GAMMA * (x[i] - mean) * inverse + BETA;
        assertThat(y[i]).as("y[%d]", i).isCloseTo(expected, within(GAMMA * tolerance));
      }
      assertThat(Lookup.in(outcome.results(), "variance")[0])
          .isNotNegative()
          .isCloseTo(variance, within(variance * 1e-4 + Float.MIN_NORMAL));
    }

    void checkBackward(PlanTrial.Outcome outcome, double tolerance) {
      double inverse = 1 / Math.sqrt(variance + EPSILON);
      double dBeta = 0;
      double dGamma = 0;
      double absolute = 0;
      for (int i = 0; i < x.length; i++) {
        double normalized = (x[i] - mean) * inverse;
        dBeta += dY[i];
        dGamma += dY[i] * normalized;
        absolute += Math.abs(dY[i] * normalized);
      }
      double[] dX = Lookup.in(outcome.results(), "dX");
      for (int i = 0; i < dX.length; i++) {
        double normalized = (x[i] - mean) * inverse;
        double expected =
            GAMMA * inverse * (dY[i] - dBeta / x.length - normalized * dGamma / x.length);
        assertThat(dX[i])
            .as("dX[%d]", i)
            .isCloseTo(expected, within(GAMMA * inverse * tolerance + 1e-44));
      }
      assertThat(Lookup.in(outcome.results(), "gamma")[0])
          .isCloseTo(dGamma, within(tolerance * absolute + 1e-30));
      assertThat(Lookup.in(outcome.results(), "beta")[0]).isCloseTo(dBeta, within(1e-4));
    }
  }
}
