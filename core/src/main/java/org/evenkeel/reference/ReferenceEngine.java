package org.evenkeel.reference;

import java.util.Map;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;

/// Trains and evaluates a whole network with the reference, in float64.
public final class ReferenceEngine {
  /// What one batch gave.
  ///
  /// @param loss sum of the losses of its examples
  /// @param correct number of right answers
  public record Score(double loss, int correct) {}

  private final ReferenceVariables variables;
  private final ReferenceSgd optimizer;
  private final long seed;
  private final Graph training;
  private final Graph prediction;
  private long steps;

  /// Prepares training.
  ///
  /// @param network what to train, ending in (n, classes)
  /// @param variables first values of all its variables; changed by training
  /// @param optimizer how gradients change variables
  /// @param seed seed of random numbers
  public ReferenceEngine(
      Sequential network, ReferenceVariables variables, ReferenceSgd optimizer, long seed) {
    this.variables = variables;
    this.optimizer = optimizer;
    this.seed = seed;
    this.training = network.trace(true).trainingGraph();
    this.prediction = network.trace(false).predictionGraph();
  }

  /// Returns the variables, which training changes in place.
  public ReferenceVariables variables() {
    return variables;
  }

  /// Says how many steps the whole run has, as [org.evenkeel.graph.GraphBuilder#progress] wants to know.
  public void steps(long number) {
    steps = number;
  }

  /// Trains on one batch.
  ///
  /// @param step number of the step, from 0
  /// @param rate learning rate
  /// @param images examples, (n, c, h, w) or (n, features)
  /// @param labels labels, (n)
  /// @return the score of the variables before the step
  public Score step(long step, double rate, double[] images, double[] labels) {
    ReferenceResult result = run(training, step, images, labels);
    for (Variable variable : training.gradients().keySet()) {
      optimizer.step(rate, variable, variables.of(variable), result.gradient(variable));
    }
    for (Variable state : training.updates().keySet()) {
      double[] array = variables.of(state);
      System.arraycopy(result.update(state), 0, array, 0, array.length);
    }
    return score(result);
  }

  /// Evaluates one batch in prediction mode.
  ///
  /// @param images examples, (n, c, h, w) or (n, features)
  /// @param labels labels, (n)
  public Score evaluate(double[] images, double[] labels) {
    return score(run(prediction, 0, images, labels));
  }

  /// Evaluates one batch in training mode, with the batch's own statistics; changes nothing.
  ///
  /// @param images examples, (n, c, h, w) or (n, features)
  /// @param labels labels, (n)
  public Score evaluateInTrainingMode(double[] images, double[] labels) {
    return score(run(training, 0, images, labels));
  }

  /// Returns what the network puts out in prediction mode, (n, classes).
  ///
  /// @param images examples, (n, c, h, w) or (n, features)
  /// @param examples n
  public double[] logits(double[] images, int examples) {
    return run(prediction, 0, images, new double[examples]).result(Traced.LOGITS);
  }

  private ReferenceResult run(Graph graph, long step, double[] images, double[] labels) {
    Map<String, double[]> inputs = Map.of(Traced.IMAGES, images, Traced.LABELS, labels);
    double progress = step >= steps ? 1 : (double) step / steps;
    return Reference.of(graph)
        .run(new ReferenceBatch(labels.length, inputs, seed, step, progress), variables);
  }

  private static Score score(ReferenceResult result) {
    return new Score(result.result(Traced.LOSS)[0], (int) result.result(Traced.CORRECT)[0]);
  }
}
