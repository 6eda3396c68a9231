package org.evenkeel.train;

import java.util.stream.IntStream;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Traced;
import org.evenkeel.plan.Plan;

/// What a network puts out for every example of a data set, on kernels.
///
/// Shapes: (examples, classes), in the data's order.
public final class Logits {
  private static final int BATCH = 256;

  private Logits() {}

  /// Returns the logits of prediction mode.
  ///
  /// @throws TrainingException if network and data do not suit each other
  public static float[] predicted(Model model, Dataset data, Execution execution) {
    return of(model, model.network().trace(false).predictionGraph(), data, BATCH, execution);
  }

  /// Returns the logits of training mode without dropout: every batch is normalized by its own statistics, nothing is updated.
  ///
  /// @param batch examples in a batch, cut in the data's order; the last one may be smaller
  /// @throws TrainingException if network and data do not suit each other
  public static float[] byBatch(Model model, Dataset data, int batch, Execution execution) {
    return of(model, model.network().trace(true).batchStatisticsGraph(), data, batch, execution);
  }

  private static float[] of(
      Model model, Graph graph, Dataset data, int batch, Execution execution) {
    if (execution.engine() == Execution.Engine.REFERENCE) {
      throw new IllegalArgumentException("logits: expected kernels, got the reference engine");
    }
    Preconditions.fits(model.network(), data);
    int classes = model.network().trace(false).outputShape().values();
    float[] logits = new float[data.size() * classes];
    int[] order = IntStream.range(0, data.size()).toArray();
    int size = Math.min(batch, data.size());
    try (Plan plan = new Plan(graph, model.variables(), execution.options(size), 0)) {
      PlanStepper.give(data, plan);
      for (int first = 0; first < data.size(); first += size) {
        plan.run(order, first, Math.min(size, data.size() - first), 0);
        plan.examples(Traced.LOGITS, logits, first * classes);
      }
    }
    return logits;
  }

  /// Returns the answer to an example, its first greatest logit.
  public static int answer(float[] logits, int classes, int example) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (logits[example * classes + i] > logits[example * classes + best]) {
        best = i;
      }
    }
    return best;
  }
}
