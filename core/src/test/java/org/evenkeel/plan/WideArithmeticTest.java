package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.junit.jupiter.api.Test;

/// Batch-wide choices and computed shares in a plan, among per-example values.
class WideArithmeticTest {
  private final PlanTrial trial = new PlanTrial(3, true);
  private final PerExample x = trial.example("x", Shape.of(2), 1, 10, 2, 20, 6, 60);

  private double[] result(BatchWide value) {
    Graph graph = Graph.of(Map.of("y", x.times(0).plus(value).node()), Map.of(), Map.of());
    List<double[]> found =
        PlanTrial.ways(3).stream()
            .map(options -> Lookup.in(trial.run(graph, options).results(), "y"))
            .toList();
    assertThat(found.getLast()).isEqualTo(found.getFirst());
    return found.getFirst();
  }

  @Test
  void clipsAMeanBetweenNumbersAndVectors() {
    BatchWide low = trial.state("low", Shape.scalar(), 4);
    BatchWide high = trial.state("high", Shape.of(2), 5, 7);
    assertThat(result(x.mean().clip(low, high))).containsExactly(4, 7, 4, 7, 4, 7);
  }

  @Test
  void selectsWithoutTouchingTheOther() {
    BatchWide nan = trial.state("nan", Shape.of(2), Float.NaN, Float.NaN);
    assertThat(result(x.mean().minus(5).select(x.mean(), nan)))
        .containsExactly(Double.NaN, 30, Double.NaN, 30, Double.NaN, 30);
    assertThat(result(x.mean().minus(5).select(x.mean(), 4))).containsExactly(4, 30, 4, 30, 4, 30);
    assertThat(result(x.count().select(x.mean(), nan))).containsExactly(3, 30, 3, 30, 3, 30);
  }

  @Test
  void tellsHowFarTheRunHasCome() {
    Graph graph =
        Graph.of(Map.of("y", x.times(0).plus(trial.graph().progress()).node()), Map.of(), Map.of());
    try (Plan plan = new Plan(graph, trial.values(), PlanTrial.ways(3).getFirst(), 7)) {
      trial.give(graph, plan);
      float[] y = new float[2];
      for (long[] each :
          new long[][] {{0, 8, 0}, {2, 8, 25}, {8, 8, 100}, {9, 8, 100}, {3, 0, 100}}) {
        plan.steps(each[1]);
        plan.run(new int[] {0}, 0, 1, each[0]);
        plan.examples("y", y, 0);
        assertThat(y).containsExactly(each[2] / 100f, each[2] / 100f);
      }
    }
  }

  @Test
  void putsChannelsLastAndBack() {
    PlanTrial own = new PlanTrial(19, true);
    Shape shape = Shape.of(3, 4, 5);
    float[] values = new float[19 * shape.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.25f;
    }
    PerExample z = own.example("z", shape, values);
    PerExample last = z.permute(1, 2, 0);
    Map<String, org.evenkeel.graph.Node> results =
        Map.of("last", last.negate().node(), "back", last.permute(2, 0, 1).square().node());
    for (PlanOptions options : PlanTrial.ways(19)) {
      Map<String, double[]> found =
          own.run(Graph.of(results, Map.of(), Map.of()), options).results();
      for (int n = 0; n < 19; n++) {
        for (int i = 0; i < 60; i++) {
          double value = values[n * 60 + i];
          int channel = i / 20;
          assertThat(Lookup.in(found, "last")[n * 60 + i % 20 * 3 + channel]).isEqualTo(-value);
          assertThat(Lookup.in(found, "back")[n * 60 + i])
              .isEqualTo((double) (float) (value * value));
        }
      }
    }
  }

  @Test
  void averagesWithAShareThatTheGraphComputes() {
    BatchWide batches = trial.state("batches", Shape.scalar(), 3);
    BatchWide mean = trial.state("mean", Shape.of(2), 7, 70);
    BatchWide keep = batches.dividedBy(batches.plus(1));
    assertThat(result(mean.movingAverage(x.mean(), keep))).containsExactly(6, 60, 6, 60, 6, 60);
  }
}
