package org.evenkeel.train;

import org.evenkeel.fold.Folding;
import org.evenkeel.graph.Graph;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Traced;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;

/// Predicts class probabilities of single images, in prediction mode. Used by one thread at a time.
public final class Predictor implements AutoCloseable {
  private final Plan plan;
  private final int values;
  private final int classes;
  private final int[] first = {0};

  private Predictor(Plan plan, int values, int classes) {
    this.plan = plan;
    this.values = values;
    this.classes = classes;
  }

  /// Returns a predictor with the model's values, on the kernels of `execution`; one image keeps one thread busy.
  ///
  /// Batch norms are folded into the layers before them, in memory, where that is possible; the others stay. Later changes of the model's values have no
  /// effect.
  ///
  /// Numerics: outputs differ from those of [#unfolded] by rounding; [Certificate] measures by how much.
  ///
  /// @throws IllegalArgumentException if the reference engine is asked for
  public static Predictor of(Model model, Execution execution) {
    UntrainedStatistics.log(model);
    return planned(Folding.of(model).model(), execution);
  }

  /// Returns a predictor that normalizes as evaluation does.
  ///
  /// @throws IllegalArgumentException if the reference engine is asked for
  public static Predictor unfolded(Model model, Execution execution) {
    UntrainedStatistics.log(model);
    return planned(model, execution);
  }

  private static Predictor planned(Model model, Execution execution) {
    if (execution.engine() == Execution.Engine.REFERENCE) {
      throw new IllegalArgumentException(
          "predictor: expected kernels, got the reference engine; see ReferenceEngine.logits");
    }
    Traced traced = model.network().trace(false);
    Graph graph = traced.predictionGraph();
    PlanOptions options = new PlanOptions(execution.kernels(), 1, 1, execution.fusion());
    return new Predictor(
        new Plan(graph, model.variables(), options, 0),
        model.network().input().values(),
        traced.outputShape().values());
  }

  /// Returns the probability of each class.
  ///
  /// @param pixels one image as unsigned bytes in order c, h, w
  /// @throws IllegalArgumentException if there are not as many pixels as the network has inputs
  public float[] probabilities(byte[] pixels) {
    if (pixels.length != values) {
      throw new IllegalArgumentException(
          "expected an image of %d values, got %d".formatted(values, pixels.length));
    }
    plan.data(pixels, 0, new byte[1]);
    plan.run(first, 0, 1, 0);
    float[] probabilities = new float[classes];
    plan.examples(Traced.PROBABILITIES, probabilities, 0);
    return probabilities;
  }

  @Override
  public void close() {
    plan.close();
  }
}
