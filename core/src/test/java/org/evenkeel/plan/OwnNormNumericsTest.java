package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.GroupNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.LayerNorm;
import org.evenkeel.nn.norm.RmsNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Normalizations over an example's own values on data that break careless ones, against their formula in float64.
class OwnNormNumericsTest {
  private static final Shape SHAPE = Shape.of(4, 11, 13);
  private static final int EXAMPLES = 19;
  private static final double EPSILON = 1e-5;

  /// A layer and how many values it normalizes together.
  record Case(Layer layer, int size) {
    @Override
    public String toString() {
      return layer.type() + " over " + size;
    }
  }

  static Stream<Case> centred() {
    return Stream.of(
        new Case(LayerNorm.likePyTorch(), 4 * 143),
        new Case(LayerNorm.likePyTorch().over(13), 13),
        new Case(GroupNorm.likePyTorch(2), 2 * 143),
        new Case(InstanceNorm.likeKeras().epsilon(EPSILON), 143));
  }

  private static Map<String, double[]> run(Layer layer, float[] x, float[] dY) {
    PlanTrial trial = new PlanTrial(EXAMPLES, true);
    PerExample in = trial.example("x", SHAPE, x);
    PerExample upstream = trial.example("dY", SHAPE, dY);
    PerExample y =
        trial.layer(
            "layer",
            layer,
            in,
            variable -> {
              float[] values = new float[variable.shape().values()];
              Arrays.fill(values, variable.role() == Role.GAMMA ? 1 : 0);
              return values;
            });
    Node dX = Differentiation.backward(trial.graph(), y, upstream, List.of(in)).inputs().get(0);
    Graph graph = Graph.of(Map.of("y", y.node(), "dX", dX), Map.of(), Map.of());
    List<PlanOptions> ways = PlanTrial.ways(EXAMPLES);
    Map<String, double[]> results = trial.run(graph, ways.getFirst()).results();
    for (PlanOptions way : ways) {
      Map<String, double[]> other = trial.run(graph, way).results();
      results.forEach((name, values) -> assertThat(other.get(name)).as(name).isEqualTo(values));
    }
    return results;
  }

  /// Returns y and dX by the formulas, in float64, values divided by `unit` first so that nothing overflows.
  private static double[][] expected(
      float[] x, float[] dY, int size, boolean centred, double unit) {
    double[][] result = new double[2][x.length];
    for (int from = 0; from < x.length; from += size) {
      double mean = 0;
      for (int i = from; i < from + size; i++) {
        mean += (x[i] / unit - x[from] / unit) / size;
      }
      mean = centred ? mean + x[from] / unit : 0;
      double variance = 0;
      for (int i = from; i < from + size; i++) {
        variance += (x[i] / unit - mean) * (x[i] / unit - mean) / size;
      }
      double inverse = 1 / Math.sqrt(variance + EPSILON / unit / unit);
      double sum = 0;
      double product = 0;
      for (int i = from; i < from + size; i++) {
        result[0][i] = (x[i] / unit - mean) * inverse;
        sum += dY[i] / (double) size;
        product += dY[i] * result[0][i] / size;
      }
      for (int i = from; i < from + size; i++) {
        result[1][i] = inverse / unit * (dY[i] - (centred ? sum : 0) - result[0][i] * product);
      }
    }
    return result;
  }

  private static float[] normal(int seed, double mean, double deviation) {
    Random random = new Random(seed);
    float[] values = new float[EXAMPLES * SHAPE.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  private static void check(Case each, float[] x, double unit, double tolerance) {
    float[] dY = normal(5, 0.3, 1);
    boolean centred = !(each.layer() instanceof RmsNorm);
    double[][] expected = expected(x, dY, each.size(), centred, unit);
    Map<String, double[]> actual = run(each.layer(), x, dY);
    double[] y = actual.getOrDefault("y", new double[0]);
    double[] dX = actual.getOrDefault("dX", new double[0]);
    double largest = 0;
    for (double d : expected[1]) {
      largest = Math.max(largest, Math.abs(d));
    }
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).as("y %d", i).isCloseTo(expected[0][i], within(tolerance));
      assertThat(dX[i]).as("dX %d", i).isCloseTo(expected[1][i], within(tolerance * largest));
    }
  }

  @ParameterizedTest
  @MethodSource("centred")
  void ordinaryDataAreExact(Case each) {
    check(each, normal(1, 0.5, 2), 1, 3e-6);
  }

  @ParameterizedTest
  @MethodSource("centred")
  void aLargeMeanCostsNothing(Case each) {
    check(each, normal(2, 1e4, 1e-2), 1, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("centred")
  void hugeValuesDoNotOverflow(Case each) {
    check(each, normal(3, 2e30, 1e30), 1e30, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("centred")
  void variancesBelowEpsilonFollowTheFormula(Case each) {
    check(each, normal(4, 0, 1e-6), 1, 1e-5);
  }

  /// The shift is the mean of the first values alone.
  @Test
  void firstValuesFarFromTheRestCostLittle() {
    float[] x = normal(6, 0, 1);
    for (int n = 0; n < EXAMPLES; n++) {
      for (int i = 0; i < 128; i++) {
        x[n * SHAPE.values() + i] += 1e4f;
      }
    }
    check(new Case(LayerNorm.likePyTorch(), 4 * 143), x, 1, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("centred")
  void constantsBecomeBeta(Case each) {
    float[] x = new float[EXAMPLES * SHAPE.values()];
    for (int i = 0; i < x.length; i++) {
      int example = i / SHAPE.values();
      x[i] = 1234.567f + example;
    }
    double[] y = run(each.layer(), x, normal(5, 0, 1)).getOrDefault("y", new double[] {1});
    for (double value : y) {
      assertThat(value).isCloseTo(0, within(1e-3)); // a rounding of x over √ε
    }
  }

  @Test
  void meanSquaresOfHugeAndTinyValuesFollowTheFormula() {
    Case whole = new Case(RmsNorm.likeKeras().epsilon(EPSILON), 4 * 143);
    check(whole, normal(7, 0.5, 2), 1, 3e-6);
    check(whole, normal(8, 1e30, 1e30), 1e30, 1e-5);
    check(whole, normal(9, 0, 1e-6), 1, 1e-5);
  }

  @Test
  void whatCannotBeNormalizedIsRefused() {
    refused(Shape.of(6, 4, 4), GroupNorm.likeKeras(4), "groupNorm: 4 groups do not divide the 6");
    refused(Shape.of(4), GroupNorm.likeKeras(4), "one value");
    refused(Shape.of(4), InstanceNorm.likeKeras(), "more than one position");
    refused(Shape.of(1), LayerNorm.likeKeras(), "one value to normalize");
    refused(
        Shape.of(6, 4, 4),
        LayerNorm.likeKeras().over(6, 4),
        "layerNorm: expected an input whose last dimensions are (6, 4), got (n, 6, 4, 4)");
    assertThatThrownBy(() -> LayerNorm.likeKeras().epsilon(0))
        .hasMessage("layerNorm: expected an epsilon of at least 1.0E-8, got 0.0");
    assertThatThrownBy(() -> GroupNorm.likeKeras(0)).hasMessageContaining("positive number");
    assertThatThrownBy(() -> LayerNorm.likeKeras().over(0)).hasMessageContaining("positive sizes");
  }

  private static void refused(Shape input, Layer layer, String message) {
    assertThatThrownBy(() -> Sequential.of(input, layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
