package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Masking;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.nn.norm.Normalizing;
import org.evenkeel.nn.norm.Renorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Masks and weights of batch normalization, as plans compute them.
class MaskTest {
  private static final int EXAMPLES = 35;
  private static final float[] PADDINGS = {0f, 0.1f, 1f, Float.NaN};
  private static final List<Shape> SHAPES = List.of(Shape.of(3), Shape.of(2, 5, 4));

  /// How a batch norm comes to know what counts.
  private enum Way {
    MASK,
    WEIGHTS,
    MASKING_LAYER,
    NOTHING
  }

  static List<BatchNorm> norms() {
    BatchNorm section = BatchNorm.likeTheSection();
    return List.of(
        section,
        BatchNorm.likePyTorch(),
        section.momentum(Momentum.cumulative()),
        section.momentum(Momentum.pooled()),
        section.momentum(Momentum.keepOld(0.9).debiased()),
        section.renorm(Renorm.limits(2, 0.5)),
        section.normalizeWith(Normalizing.STORED),
        section.untracked());
  }

  /// Only likeTheSection's biased variance suits weights.
  private static List<Way> ways(BatchNorm norm) {
    boolean unbiased = norm.tracking().variance() == StoredVariance.UNBIASED;
    return unbiased
        ? List.of(Way.MASK, Way.MASKING_LAYER)
        : List.of(Way.MASK, Way.MASKING_LAYER, Way.WEIGHTS);
  }

  @ParameterizedTest
  @MethodSource("norms")
  void whatIsMaskedNeverMattersAndBecomesZero(BatchNorm norm) {
    for (Shape shape : SHAPES) {
      for (Way way : ways(norm)) {
        Map<String, double[]> first = new LinkedHashMap<>();
        for (float padding : PADDINGS) {
          Case each = new Case(norm, shape, way, true, 0.4, padding);
          for (PlanOptions options : PlanTrial.ways(EXAMPLES)) {
            Map<String, double[]> found = each.run(options);
            if (first.isEmpty()) {
              first.putAll(found);
            }
            found.forEach(
                (name, values) ->
                    assertThat(values)
                        .as("%s of %s, padding %s", name, way, padding)
                        .isEqualTo(Lookup.in(first, name)));
            each.checkMaskedAreZero(found);
          }
        }
        first.forEach(
            (name, values) ->
                assertThat(Arrays.stream(values).allMatch(Double::isFinite)).as(name).isTrue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("norms")
  void keptValuesArePredictedAsWithoutAMask(BatchNorm norm) {
    if (!norm.tracking().kept()) {
      return; // predicts with the batch's own statistics
    }
    for (Shape shape : SHAPES) {
      PlanOptions options = PlanTrial.ways(EXAMPLES).getFirst();
      Case plain = new Case(norm, shape, Way.NOTHING, false, 0.4, 0.1f);
      double[] expected = Lookup.in(plain.run(options), "y");
      for (Way way : ways(norm)) {
        Case masked = new Case(norm, shape, way, false, 0.4, 0.1f);
        double[] found = Lookup.in(masked.run(options), "y");
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).isEqualTo(masked.counts(i) ? expected[i] : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("norms")
  void aFullyMaskedBatchChangesNothing(BatchNorm norm) {
    for (Shape shape : SHAPES) {
      for (Way way : ways(norm)) {
        for (float padding : PADDINGS) {
          Case each = new Case(norm, shape, way, true, 1, padding);
          for (PlanOptions options : PlanTrial.ways(EXAMPLES)) {
            Map<String, double[]> found = each.run(options);
            found.forEach(
                (name, values) -> {
                  double[] expected = new double[values.length];
                  if (name.startsWith("state ")) {
                    Arrays.fill(expected, Case.START);
                  }
                  assertThat(values).as("%s of %s", name, way).isEqualTo(expected);
                });
          }
        }
      }
    }
  }

  @Test
  void aMaskThatKeepsAllIsNoMaskButForRounding() {
    BatchNorm norm = BatchNorm.likePyTorch();
    for (Shape shape : SHAPES) {
      PlanOptions options = PlanTrial.ways(EXAMPLES).getFirst();
      Map<String, double[]> expected = new Case(norm, shape, Way.NOTHING, true, 0, 0).run(options);
      for (Way way : ways(norm)) {
        new Case(norm, shape, way, true, 0, 0)
            .run(options)
            .forEach(
                (name, values) ->
                    assertThat(values)
                        .as(name)
                        .containsExactly(Lookup.in(expected, name), within(1e-5)));
      }
    }
  }

  @Test
  void aWeightOfTwoIsTheExampleTwice() {
    BatchNorm norm = BatchNorm.likeTheSection();
    for (Shape shape : SHAPES) {
      int values = shape.values();
      SplittableRandom random = new SplittableRandom(5);
      float[] x = new float[20 * values];
      float[] dY = new float[20 * values];
      float[] weights = new float[20 * shape.positions()];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextDouble(-2, 3);
        dY[i] = (float) random.nextDouble(-1, 1);
      }
      float[] twiceX = Arrays.copyOf(x, 25 * values);
      float[] twiceDy = Arrays.copyOf(dY, 25 * values);
      for (int n = 0; n < 20; n++) {
        boolean twice = n % 4 == 1;
        Arrays.fill(weights, n * shape.positions(), (n + 1) * shape.positions(), twice ? 2f : 1f);
        if (twice) {
          System.arraycopy(x, n * values, twiceX, (20 + n / 4) * values, values);
          for (int i = 0; i < values; i++) {
            // Each of the two has half of the upstream gradient.
            twiceDy[n * values + i] = dY[n * values + i] / 2;
            twiceDy[(20 + n / 4) * values + i] = dY[n * values + i] / 2;
          }
        }
      }
      Case weighted = new Case(norm, shape, 20, x, dY, weights);
      Case doubled = new Case(norm, shape, 25, twiceX, twiceDy, new float[0]);
      Map<String, double[]> found = weighted.run(PlanTrial.ways(20).getFirst());
      Map<String, double[]> expected = doubled.run(PlanTrial.ways(25).getFirst());
      for (String name : List.of("y", "gradient gamma", "gradient beta", "state movingMean")) {
        double[] all = Lookup.in(expected, name);
        assertThat(Lookup.in(found, name))
            .as(name)
            .containsExactly(Arrays.copyOf(all, Lookup.in(found, name).length), within(1e-5));
      }
      assertThat(Lookup.in(found, "state movingVariance"))
          .containsExactly(Lookup.in(expected, "state movingVariance"), within(1e-5));
      double[] dX = Lookup.in(found, "dX");
      double[] parts = Lookup.in(expected, "dX");
      for (int i = 0; i < dX.length; i++) {
        int n = i / values;
        double sum = parts[i];
        if (n % 4 == 1) {
          sum += parts[(20 + n / 4) * values + i % values];
        }
        assertThat(dX[i]).as("dX[%d]", i).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void masksHoldOnThroughLayersThatKeepPositions() {
    Shape image = Shape.of(2, 6, 6);
    assertThat(carried(image, relu(), dropout(0.5), residual(relu()), BatchNorm.likeKeras()))
        .isTrue();
    assertThat(carried(image, conv2d(2, 3))).isFalse();
    assertThat(carried(image, avgPool2d(2))).isFalse();
    assertThat(carried(image, residual(conv2d(2, 1)))).isFalse();
  }

  private static boolean carried(Shape shape, Layer... layers) {
    GraphBuilder graph = new GraphBuilder();
    Scope scope = Scope.root(graph, true);
    PerExample y = scope.apply(new Masking(0), graph.input("x", shape));
    Optional<PerExample> mask = scope.mask(y);
    for (Layer layer : layers) {
      y = scope.apply(layer, y);
    }
    return scope.mask(y).isPresent() && scope.mask(y).equals(mask);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    GraphBuilder graph = new GraphBuilder();
    Scope scope = Scope.root(graph, true);
    PerExample x = graph.input("x", Shape.of(2, 3, 3));
    PerExample weights = graph.input("weights", Shape.of(1, 3, 3));
    assertThatThrownBy(() -> BatchNorm.likePyTorch().applyWeighted(x, weights, scope))
        .hasMessageContaining("weights and an unbiased stored variance do not go together")
        .hasMessageContaining("use stored(BIASED), or applyMasked");
    assertThatThrownBy(() -> BatchNorm.likeKeras().applyMasked(x, x, scope))
        .hasMessageContaining(
            "batchNorm mask: expected (n, 1, 3, 3) beside (n, 2, 3, 3), got (n, 2, 3, 3)");
    assertThatThrownBy(
            () ->
                BatchNorm.likeKeras()
                    .axis(BatchNorm.ChannelAxis.LAST)
                    .applyMasked(x, weights, scope))
        .hasMessageContaining("expect channels first");
    assertThatThrownBy(() -> scope.mask(x, x)).hasMessageContaining("mask: expected (n, 1, 3, 3)");
    assertThatThrownBy(() -> new Masking(Double.POSITIVE_INFINITY))
        .hasMessageContaining("expected a finite number or NaN");
  }

  /// One normalization with its gradients and states.
  private static final class Case {
    /// What all variables hold.
    static final float START = 0.75f;

    private final PlanTrial trial;
    private final Graph graph;
    private final Shape shape;
    private final float[] weights;

    /// A share of positions is masked: x is the padding there, or where the mask is explicit anything, and dY is NaN.
    Case(BatchNorm norm, Shape shape, Way way, boolean training, double share, float padding) {
      this(norm, shape, way, training, EXAMPLES, random(shape, share, padding));
    }

    /// Weights, or none where there are none.
    Case(BatchNorm norm, Shape shape, int examples, float[] x, float[] dY, float[] weights) {
      this(
          norm,
          shape,
          weights.length == 0 ? Way.NOTHING : Way.WEIGHTS,
          true,
          examples,
          new float[][] {x, dY, weights, {0}});
    }

    private Case(
        BatchNorm norm, Shape shape, Way way, boolean training, int examples, float[][] data) {
      this.shape = shape;
      weights = data[2];
      trial = new PlanTrial(examples, training);
      PerExample x = trial.example("x", shape, data[0]);
      Layer layer =
          new Layer() {
            @Override
            public String type() {
              return "case";
            }

            @Override
            public PerExample apply(PerExample value, Scope scope) {
              return switch (way) {
                case MASK -> norm.applyMasked(value, weights(), scope);
                case WEIGHTS -> norm.applyWeighted(value, weights(), scope);
                case MASKING_LAYER ->
                    scope.apply(norm, "inner", scope.apply(new Masking(data[3][0]), value));
                case NOTHING -> norm.apply(value, scope);
              };
            }

            private PerExample weights() {
              return trial.example("weights", shape.withChannels(1), weights);
            }
          };
      PerExample y =
          trial.layer(
              "norm",
              layer,
              x,
              variable -> {
                float[] values = new float[variable.shape().values()];
                Arrays.fill(values, START);
                return values;
              });
      PerExample dY = trial.example("dY", shape, data[1]);
      Differentiation.Result gradients = Differentiation.backward(trial.graph(), y, dY, List.of(x));
      Map<String, Node> results = new LinkedHashMap<>();
      results.put("y", y.node());
      if (training) {
        results.put("dX", gradients.inputs().getFirst());
        gradients.variables().forEach((v, node) -> results.put("gradient " + v.key(), node));
      }
      graph = Graph.of(results, Map.of(), trial.scope().updates());
    }

    private static float[][] random(Shape shape, double share, float padding) {
      SplittableRandom random = new SplittableRandom(3);
      float[] x = new float[EXAMPLES * shape.values()];
      float[] dY = new float[x.length];
      float[] mask = new float[EXAMPLES * shape.positions()];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextDouble() < share ? 0 : 1;
      }
      for (int i = 0; i < x.length; i++) {
        boolean counts = mask[position(shape, i)] > 0;
        float value = (float) random.nextDouble(2, 7);
        float gradient = (float) random.nextDouble(-1, 1);
        x[i] = counts ? value : padding;
        dY[i] = counts ? gradient : Float.NaN;
      }
      return new float[][] {x, dY, mask, {padding}};
    }

    private static int position(Shape shape, int i) {
      return i / shape.values() * shape.positions() + i % shape.positions();
    }

    boolean counts(int i) {
      return weights[position(shape, i)] > 0;
    }

    Map<String, double[]> run(PlanOptions options) {
      PlanTrial.Outcome outcome = trial.run(graph, options);
      Map<String, double[]> all = new LinkedHashMap<>(outcome.results());
      outcome
          .variables()
          .forEach(
              (variable, values) -> {
                if (!variable.learnable()) {
                  all.put("state " + variable.key(), doubles(variable, values));
                }
              });
      return all;
    }

    private static double[] doubles(Variable variable, float[] values) {
      double[] doubles = new double[variable.shape().values()];
      Arrays.setAll(doubles, i -> values[i]);
      return doubles;
    }

    void checkMaskedAreZero(Map<String, double[]> found) {
      for (String name : List.of("y", "dX")) {
        double[] values = Lookup.in(found, name);
        for (int i = 0; i < values.length; i++) {
          if (!counts(i)) {
            assertThat(values[i]).as("%s[%d]", name, i).isEqualTo(0.0);
          }
        }
      }
    }
  }
}
