package org.evenkeel.train;

import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Shuffle;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Role;
import org.evenkeel.model.Model;
import org.evenkeel.reference.ReferenceVariables;

/// Evaluates a model on data, in prediction mode or with the statistics of each batch; can be asked again after the model has changed.
public final class Evaluator implements AutoCloseable {
  /// Examples evaluated at a time; without influence on the result but for the last bits of the mean loss.
  static final int BATCH = 256;

  private final Model model;
  private final Graph graph;
  private final Dataset data;
  private final Batches batches;
  private final Execution execution;
  private final int batch;
  private Stepper stepper;

  private Evaluator(Model model, Graph graph, Dataset data, int batch, Execution execution) {
    this.model = model;
    this.graph = graph;
    this.data = data;
    this.batch = batch;
    this.execution = execution;
    batches = Batches.of(data.size(), batch, Shuffle.NONE, 0);
    stepper = stepper();
  }

  /// Returns an evaluator of `model` on `data`, in batches.
  ///
  /// @throws TrainingException if network and data do not suit each other
  static Evaluator of(Model model, Dataset data, int batch, Execution execution) {
    Preconditions.fits(model.network(), data);
    Graph graph = model.network().trace(false).predictionGraph();
    return new Evaluator(model, graph, data, batch, execution);
  }

  /// Evaluates `model` on `data` once, every batch normalized by its own statistics.
  ///
  /// The result is *transductive*: what is said of an example depends on the others in its batch. Batches are cut in the data's order; their size is part of the result.
  ///
  /// @param batch examples in a batch; the last one may be smaller
  /// @throws TrainingException if network, data and batch size do not suit each other
  public static Evaluation evaluateByBatch(
      Model model, Dataset data, int batch, Execution execution) {
    Preconditions.fits(model.network(), data);
    Graph graph = model.network().trace(true).batchStatisticsGraph();
    Preconditions.severalValuesPerChannel(graph, Batches.of(data.size(), batch, Shuffle.NONE, 0));
    try (Evaluator evaluator = new Evaluator(model, graph, data, batch, execution)) {
      return evaluator.evaluate();
    }
  }

  /// Evaluates `model` on `data` once.
  ///
  /// @throws TrainingException if network and data do not suit each other
  public static Evaluation evaluate(Model model, Dataset data, Execution execution) {
    try (Evaluator evaluator = of(model, data, BATCH, execution)) {
      return evaluator.evaluate();
    }
  }

  private Stepper stepper() {
    return switch (execution.engine()) {
      case SIMD ->
          new PlanStepper(
              graph, model.variables(), execution.options(Math.min(batch, data.size())), data, 0);
      case REFERENCE ->
          new ReferenceStepper(
              graph, model.variables(), ReferenceVariables.of(model.variables()), data, 0, batch);
    };
  }

  /// Returns loss and accuracy with the model's present values.
  Evaluation evaluate() {
    if (graph.variables().stream().anyMatch(v -> v.role() == Role.MOVING_VARIANCE)) {
      UntrainedStatistics.log(model);
    }
    if (execution.engine() == Execution.Engine.REFERENCE) {
      stepper = stepper(); // takes over the present values
    }
    double loss = 0;
    double correct = 0;
    for (int b = 0; b < batches.count(); b++) {
      stepper.run(batches.order(), batches.offset(b), batches.size(b), 0);
      loss += stepper.lossSum();
      correct += stepper.correct();
    }
    return new Evaluation(loss / data.size(), correct / data.size(), data.size());
  }

  @Override
  public void close() {
    stepper.close();
  }
}
