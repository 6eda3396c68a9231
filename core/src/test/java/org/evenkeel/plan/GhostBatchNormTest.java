package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.Ramp;
import org.evenkeel.nn.norm.Renorm;
import org.junit.jupiter.api.Test;

/// Batch norm over parts of a batch: each part as if it were the batch, stored statistics as if there were no parts.
class GhostBatchNormTest {
  private static final double EPSILON = 1e-5;
  private static final BatchNorm NORM = BatchNorm.likeTheSection();
  private static final Shape CONV = Shape.of(3, 4, 3);
  private static final Shape DENSE = Shape.of(5);

  /// What one run gave: y, dX and gradients by the key of the variable, states after the run.
  private record Run(
      double[] y, double[] dX, Map<String, float[]> gradients, Map<String, float[]> states) {}

  private static float[] numbers(String name, int count, double mean, double deviation) {
    Random random = new Random(name.hashCode());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return values;
  }

  private static float[] start(Variable variable) {
    float[] values = new float[variable.shape().values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = variable.role() == Role.GAMMA ? 1 + 0.25f * i : 0.5f * i;
    }
    return values;
  }

  private static Run run(
      BatchNorm norm, boolean training, Shape shape, int examples, float[] x, PlanOptions way) {
    PlanTrial trial = new PlanTrial(examples, training);
    PerExample in = trial.example("x", shape, x);
    PerExample y = trial.layer("layer", norm, in, GhostBatchNormTest::start);
    PerExample dY = trial.example("dY", shape, numbers("dY", examples * shape.values(), 0.3, 1));
    Differentiation.Result backward = Differentiation.backward(trial.graph(), y, dY, List.of(in));
    Graph graph =
        Graph.of(
            Map.of("y", y.node(), "dX", backward.inputs().get(0)),
            backward.variables(),
            trial.scope().updates());
    PlanTrial.Outcome outcome = trial.run(graph, way);
    Map<String, float[]> gradients = new LinkedHashMap<>();
    outcome.gradients().forEach((variable, values) -> gradients.put(variable.key(), values));
    Map<String, float[]> states = new LinkedHashMap<>();
    outcome
        .variables()
        .forEach(
            (variable, values) -> {
              if (!variable.learnable()) {
                states.put(variable.key(), values);
              }
            });
    return new Run(
        Lookup.in(outcome.results(), "y"), Lookup.in(outcome.results(), "dX"), gradients, states);
  }

  private static PlanOptions best(int examples, int threads) {
    return new PlanOptions(KernelChoice.best(), examples, threads, true);
  }

  /// Returns the first examples of all parts and the number of examples, written down from the description.
  private static List<Integer> borders(int examples, int size, boolean oneValue) {
    int parts = (int) Math.ceil(examples / (double) size);
    List<Integer> borders = new ArrayList<>(List.of(0));
    for (int p = 1; p <= parts; p++) {
      int border = (int) Math.floor(p * (double) examples / parts);
      if (!oneValue || border - borders.getLast() > 1) {
        borders.add(border);
      }
    }
    if (borders.getLast() != examples) {
      borders.set(borders.size() - 1, examples);
    }
    return borders;
  }

  /// Normalizes every part by itself in float64, forward and backward.
  private static void check(Shape shape, int examples, int size, float[] x, double tolerance) {
    float[] dY = numbers("dY", examples * shape.values(), 0.3, 1);
    Run run = run(NORM.ghosts(size), true, shape, examples, x, best(examples, 2));
    int positions = shape.positions();
    List<Integer> borders = borders(examples, size, positions == 1);
    float[] dGammas = Lookup.in(run.gradients(), "gamma");
    float[] dBetas = Lookup.in(run.gradients(), "beta");
    for (int c = 0; c < shape.channels(); c++) {
      double gamma = 1 + 0.25 * c;
      double dGamma = 0;
      double dBeta = 0;
      for (int part = 1; part < borders.size(); part++) {
        List<Integer> at = new ArrayList<>();
        for (int n = borders.get(part - 1); n < borders.get(part); n++) {
          for (int i = 0; i < positions; i++) {
            at.add((n * shape.channels() + c) * positions + i);
          }
        }
        int m = at.size();
        double mean = 0;
        for (int i : at) {
          mean += ((double) x[i] - x[at.get(0)]) / m;
        }
        mean += x[at.get(0)];
        double variance = 0;
        for (int i : at) {
          variance += (x[i] - mean) * (x[i] - mean) / m;
        }
        double inverse = 1 / Math.sqrt(variance + EPSILON);
        double sum = 0;
        double product = 0;
        for (int i : at) {
          sum += dY[i];
          product += dY[i] * (x[i] - mean) * inverse;
        }
        for (int i : at) {
          double unit = (x[i] - mean) * inverse;
          assertThat(run.y()[i])
              .as("y of %d examples, size %d, at %d", examples, size, i)
              .isCloseTo(gamma * unit + 0.5 * c, within(tolerance));
          assertThat(run.dX()[i])
              .as("dX of %d examples, size %d, at %d", examples, size, i)
              .isCloseTo(
                  gamma * inverse * (dY[i] - sum / m - unit * product / m),
                  within(tolerance * Math.max(1, gamma * inverse)));
        }
        dGamma += product;
        dBeta += sum;
      }
      assertThat((double) dGammas[c]).isCloseTo(dGamma, within(1e-4));
      assertThat((double) dBetas[c]).isCloseTo(dBeta, within(1e-4));
    }
  }

  @Test
  void everyPartIsNormalizedByItself() {
    for (Shape shape : List.of(CONV, DENSE)) {
      for (int examples : new int[] {37, 16, 5, 50}) {
        float[] x = numbers("x" + examples, examples * shape.values(), 0.5, 2);
        for (int size : new int[] {4, 8, 16, 18, 40}) {
          check(shape, examples, size, x, 1e-5);
        }
      }
    }
  }

  @Test
  void aPartWithOneValuePerChannelIsMergedWithItsNeighbour() {
    for (int size : new int[] {1, 2}) {
      check(DENSE, 3, size, numbers("three", 3 * 5, 0, 1), 1e-3); // two values may lie close
      check(DENSE, 7, size, numbers("seven", 7 * 5, 0, 1), 1e-3);
      check(CONV, 3, size, numbers("planes", 3 * 36, 0, 1), 1e-5);
    }
  }

  @Test
  void aLargeMeanCostsNothing() {
    check(CONV, 37, 8, numbers("large", 37 * 36, 1e4, 1e-2), 2e-4);
    check(DENSE, 37, 8, numbers("large", 37 * 5, 1e4, 1e-2), 2e-4);
  }

  @Test
  void onePartIsPlainBatchNorm() {
    float[] x = numbers("x", 37 * 36, 0.5, 2);
    Run plain = run(NORM, true, CONV, 37, x, best(37, 1));
    for (int size : new int[] {37, 1000}) {
      Run one = run(NORM.ghosts(size), true, CONV, 37, x, best(37, 1));
      assertThat(one.y()).containsExactly(plain.y(), within(1e-5));
      assertThat(one.dX()).containsExactly(plain.dX(), within(1e-5));
    }
  }

  @Test
  void storedStatisticsAreThoseOfTheWholeBatch() {
    for (BatchNorm norm : List.of(NORM, BatchNorm.likePyTorch())) {
      float[] x = numbers("x", 37 * 36, 0.5, 2);
      Run plain = run(norm, true, CONV, 37, x, best(37, 1));
      Run split = run(norm.ghosts(8), true, CONV, 37, x, best(37, 1));
      assertThat(split.states()).containsOnlyKeys("movingMean", "movingVariance");
      plain
          .states()
          .forEach((key, values) -> assertThat(split.states()).containsEntry(key, values));
    }
  }

  @Test
  void predictionKnowsNoParts() {
    float[] x = numbers("x", 37 * 36, 0.5, 2);
    Run plain = run(NORM, false, CONV, 37, x, best(37, 1));
    Run split = run(NORM.ghosts(8), false, CONV, 37, x, best(37, 1));
    assertThat(split.y()).isEqualTo(plain.y());
    assertThat(split.dX()).isEqualTo(plain.dX());
  }

  @Test
  void sameBitsOnAnyNumberOfThreadsWithAndWithoutVectorsAndFusion() {
    float[] x = numbers("x", 53 * 36, 0.5, 2);
    Run expected = run(NORM.ghosts(8), true, CONV, 53, x, best(53, 1));
    List<PlanOptions> ways = new ArrayList<>();
    for (int threads : new int[] {2, 3, 7}) {
      ways.add(best(53, threads));
    }
    ways.add(new PlanOptions(KernelChoice.scalar(), 90, 3, false));
    for (PlanOptions way : ways) {
      Run other = run(NORM.ghosts(8), true, CONV, 53, x, way);
      assertThat(other.y()).isEqualTo(expected.y());
      assertThat(other.dX()).isEqualTo(expected.dX());
      expected
          .gradients()
          .forEach((key, values) -> assertThat(other.gradients()).containsEntry(key, values));
      expected
          .states()
          .forEach((key, values) -> assertThat(other.states()).containsEntry(key, values));
    }
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    assertThatThrownBy(() -> NORM.ghosts(0))
        .hasMessage("batchNorm: expected ghosts of at least 1 example, got 0");
    assertThatThrownBy(() -> NORM.renorm(new Renorm(Ramp.constant(2), Ramp.constant(1))).ghosts(8))
        .hasMessageContaining("leave one of them out");
    PlanTrial trial = new PlanTrial(3, true);
    PerExample x = trial.example("x", DENSE, new float[15]);
    PerExample weights = trial.example("weights", Shape.of(1), new float[3]);
    assertThatThrownBy(() -> NORM.ghosts(2).applyWeighted(x, weights, trial.scope()))
        .hasMessageContaining("ghosts(…) splits a batch");
  }

  @Test
  void untrackedPartsExistInTrainingOnly() {
    float[] x = numbers("x", 37 * 36, 0.5, 2);
    BatchNorm untracked = NORM.untracked();
    Run split = run(NORM.ghosts(8), true, CONV, 37, x, best(37, 1));
    assertThat(run(untracked.ghosts(8), true, CONV, 37, x, best(37, 1)).y()).isEqualTo(split.y());
    Run plain = run(untracked, false, CONV, 37, x, best(37, 1));
    assertThat(run(untracked.ghosts(8), false, CONV, 37, x, best(37, 1)).y()).isEqualTo(plain.y());
    assertThat(Arrays.equals(split.y(), plain.y())).isFalse();
  }
}
