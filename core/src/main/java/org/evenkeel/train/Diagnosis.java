package org.evenkeel.train;

import java.util.Locale;
import java.util.Map;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Traced;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;

/// Finds the layer where numbers went wrong: the first whose output is not finite, else the one with the greatest output.
final class Diagnosis {
  private Diagnosis() {}

  static String layer(
      Model model, Execution execution, Dataset data, int[] order, int from, int count) {
    Traced traced = model.network().trace(true);
    Graph graph = traced.outputsGraph();
    PlanOptions options = new PlanOptions(execution.kernels(), count, 1, false);
    String largest = "";
    float greatest = -1;
    try (Plan plan = new Plan(graph, model.variables(), options, 0)) {
      PlanStepper.give(data, plan);
      plan.run(order, from, count, 0);
      for (Map.Entry<String, Shape> layer : traced.outputShapes().entrySet()) {
        float[] values = new float[count * layer.getValue().values()];
        plan.examples(layer.getKey(), values, 0);
        float max = 0;
        for (float value : values) {
          if (!Float.isFinite(value)) {
            return "layer \"%s\" puts out %s".formatted(layer.getKey(), value);
          }
          max = Math.max(max, Math.abs(value));
        }
        if (max > greatest) {
          greatest = max;
          largest = layer.getKey();
        }
      }
    }
    return String.format(Locale.ROOT, "layer \"%s\" puts out values up to %.3g", largest, greatest);
  }
}
