package org.evenkeel.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.Traced;
import org.evenkeel.optim.Sgd;
import org.evenkeel.plan.Parts;
import org.evenkeel.reference.Reference;
import org.evenkeel.reference.ReferenceAverage;
import org.evenkeel.reference.ReferenceBatch;
import org.evenkeel.reference.ReferenceResult;
import org.evenkeel.reference.ReferenceSgd;
import org.evenkeel.reference.ReferenceVariables;

/// Runs a graph on the float64 reference.
final class ReferenceStepper implements Stepper {
  private final Graph graph;
  private final Reference reference;
  private final VariableValues floats;
  private final ReferenceVariables variables;
  private final Dataset data;
  private final long seed;
  private final int greatest;
  private ReferenceSgd optimizer = ReferenceSgd.plain();
  private Optional<ReferenceAverage> average = Optional.empty();
  private boolean started;
  private long steps;
  private Optional<ReferenceResult> result = Optional.empty();

  /// Starts from the float32 values of `floats`, in which [#sync] leaves the rounded results.
  ///
  /// @param greatest examples that a part of a batch may have
  ReferenceStepper(
      Graph graph,
      VariableValues floats,
      ReferenceVariables variables,
      Dataset data,
      long seed,
      int greatest) {
    this.graph = graph;
    this.floats = floats;
    this.variables = variables;
    this.data = data;
    this.seed = seed;
    this.greatest = greatest;
    reference = Reference.of(graph);
  }

  @Override
  public void steps(long number) {
    steps = number;
  }

  @Override
  public void run(int[] order, int from, int count, long step) {
    double progress = step >= steps ? 1 : (double) step / steps;
    int number = Parts.count(count, greatest);
    List<ReferenceResult> parts = new ArrayList<>();
    for (int part = 0; part < number; part++) {
      int begin = Parts.begin(part, number, count);
      int end = Parts.begin(part + 1, number, count);
      Map<String, double[]> inputs = inputs(data, order, from + begin, end - begin);
      ReferenceBatch batch = new ReferenceBatch(end - begin, inputs, seed, step, progress, begin);
      parts.add(reference.run(batch, variables));
    }
    result =
        Optional.of(number == 1 ? parts.getFirst() : reference.merge(parts, variables, progress));
  }

  /// Returns examples `order[from]` to `order[from + count - 1]` in float64.
  static Map<String, double[]> inputs(Dataset data, int[] order, int from, int count) {
    int values = data.values();
    double[] images = new double[count * values];
    double[] labels = new double[count];
    for (int n = 0; n < count; n++) {
      int example = order[from + n];
      labels[n] = data.label(example);
      for (int i = 0; i < values; i++) {
        images[n * values + i] = data.pixel(example, i);
      }
    }
    return Map.of(Traced.IMAGES, images, Traced.LABELS, labels);
  }

  private ReferenceResult last() {
    return result.orElseThrow(() -> new IllegalStateException("no batch has been run"));
  }

  @Override
  public double lossSum() {
    return last().result(Traced.LOSS)[0];
  }

  @Override
  public double correct() {
    return last().result(Traced.CORRECT)[0];
  }

  @Override
  public void update(Sgd sgd, float rate) {
    if (!started) {
      optimizer =
          new ReferenceSgd(
              sgd.momentum(), sgd.decay(), variable -> sgd.decayed().contains(variable.role()));
      started = true;
    }
    for (Variable variable : graph.gradients().keySet()) {
      optimizer.step(rate, variable, variables.of(variable), last().gradient(variable));
    }
    average.ifPresent(sums -> sums.add(graph.gradients().keySet(), variables));
    for (Variable state : graph.updates().keySet()) {
      double[] array = variables.of(state);
      System.arraycopy(last().update(state), 0, array, 0, array.length);
    }
  }

  @Override
  public void startAverage(double keep) {
    average = Optional.of(new ReferenceAverage(keep));
  }

  @Override
  public void average(VariableValues to) {
    average.ifPresent(sums -> sums.copyTo(to));
  }

  @Override
  public void sync() {
    variables.copyTo(floats);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
