package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

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
    double[] first = null;
    for (PlanOptions options : PlanTrial.ways(3)) {
      double[] y = trial.run(graph, options).results().get("y");
      assertThat(first == null ? y : first).isEqualTo(y);
      first = y;
    }
    return first;
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
    assertThat(result(x.mean().minus(5).select(x.mean(), nan)).clone())
        .containsExactly(Double.NaN, 30, Double.NaN, 30, Double.NaN, 30);
    assertThat(result(x.mean().minus(5).select(x.mean(), 4))).containsExactly(4, 30, 4, 30, 4, 30);
    assertThat(result(x.count().select(x.mean(), nan))).containsExactly(3, 30, 3, 30, 3, 30);
  }

  @Test
  void averagesWithAShareThatTheGraphComputes() {
    BatchWide batches = trial.state("batches", Shape.scalar(), 3);
    BatchWide mean = trial.state("mean", Shape.of(2), 7, 70);
    BatchWide keep = batches.dividedBy(batches.plus(1));
    assertThat(result(mean.movingAverage(x.mean(), keep))).containsExactly(6, 60, 6, 60, 6, 60);
  }
}
