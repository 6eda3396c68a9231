package org.evenkeel.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;

/// A small graph under test and the float32 numbers that it runs on, as a plan.
///
/// Missing lanes of its inputs hold NaN: a plan loads float inputs that way.
final class PlanTrial {
  private final int examples;
  private final GraphBuilder graph = new GraphBuilder();
  private final Scope scope;
  private final Map<String, float[]> data = new LinkedHashMap<>();
  private final Map<String, PerExample> inputs = new LinkedHashMap<>();
  private final Map<Variable, float[]> variables = new LinkedHashMap<>();
  private byte[] labels = new byte[0];

  PlanTrial(int examples, boolean training) {
    this.examples = examples;
    this.scope = Scope.root(graph, training);
  }

  GraphBuilder graph() {
    return graph;
  }

  Scope scope() {
    return scope;
  }

  Map<String, PerExample> inputs() {
    return inputs;
  }

  /// Declares a per-example input; `values` are (n, …) row-major.
  PerExample example(String name, Shape shape, float... values) {
    PerExample input = graph.input(name, shape);
    data.put(name, values);
    inputs.put(name, input);
    return input;
  }

  /// Declares the labels, one per example.
  PerExample labels(int... classes) {
    labels = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      labels[i] = (byte) classes[i];
    }
    return graph.input("labels", Shape.of(1));
  }

  /// Declares a learnable batch-wide value.
  BatchWide parameter(String name, Shape shape, float... values) {
    return variable(name, shape, true, values);
  }

  /// Declares a batch-wide value that is not learnable.
  BatchWide state(String name, Shape shape, float... values) {
    return variable(name, shape, false, values);
  }

  private BatchWide variable(String name, Shape shape, boolean learnable, float[] values) {
    Role role = learnable ? Role.PARAMETER : Role.STATE;
    Variable variable = new Variable("trial", name, role, shape, Initializer.zeros(), learnable);
    variables.put(variable, values);
    return graph.read(variable);
  }

  /// Returns the declared parameters that are learnable, by the last part of their names.
  Map<String, Variable> learnable() {
    Map<String, Variable> learnable = new LinkedHashMap<>();
    variables.keySet().stream()
        .filter(Variable::learnable)
        .forEach(variable -> learnable.put(variable.key(), variable));
    return learnable;
  }

  /// Applies a layer; `values` says what each of its variables holds.
  PerExample layer(String name, Layer layer, PerExample x, Numbers values) {
    PerExample y = scope.apply(layer, name, x);
    for (Variable variable : scope.variables().values()) {
      if (!variables.containsKey(variable)) {
        variables.put(variable, values.of(variable).clone());
      }
    }
    return y;
  }

  /// What variables hold.
  interface Numbers {
    float[] of(Variable variable);
  }

  /// What a run gave.
  ///
  /// @param results by name, in public layout
  /// @param gradients by variable
  /// @param variables all values after an update with learning rate 0: new states
  record Outcome(
      Map<String, double[]> results,
      Map<Variable, float[]> gradients,
      Map<Variable, float[]> variables) {}

  /// Returns the values of all variables, to be changed by updates.
  VariableValues values() {
    VariableValues values = new VariableValues(variables.keySet());
    variables.forEach(
        (variable, from) -> System.arraycopy(from, 0, values.of(variable), 0, from.length));
    return values;
  }

  /// Runs a finished graph once.
  Outcome run(Graph finished, PlanOptions options) {
    VariableValues values = values();
    Map<String, double[]> results = new LinkedHashMap<>();
    Map<Variable, float[]> gradients = new LinkedHashMap<>();
    try (Plan plan = new Plan(finished, values, options, 7)) {
      give(finished, plan);
      plan.run(IntStream.range(0, examples).toArray(), 0, examples, 3);
      finished.results().forEach((name, node) -> results.put(name, read(plan, name, node)));
      plan.gradients().forEach((variable, g) -> gradients.put(variable, g.clone()));
      plan.update(0, 0, 0);
    }
    Map<Variable, float[]> after = new LinkedHashMap<>();
    values.variables().forEach(variable -> after.put(variable, values.of(variable)));
    return new Outcome(results, gradients, after);
  }

  /// Hands over the data that a graph reads.
  void give(Graph finished, Plan plan) {
    plan.data(new byte[0], 0, labels);
    for (Node node : finished.nodes()) {
      if (node.op() instanceof Op.Input(String name) && !name.equals("labels")) {
        plan.input(name, data.getOrDefault(name, new float[0]));
      }
    }
  }

  private double[] read(Plan plan, String name, Node node) {
    int values = node.shape().values();
    if (!node.perExample()) {
      return IntStream.range(0, values).mapToDouble(i -> plan.value(name, i)).toArray();
    }
    float[] floats = new float[examples * values];
    plan.examples(name, floats, 0);
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  /// Returns all ways to plan that must give the same bits as the first.
  static List<PlanOptions> ways(int examples) {
    return List.of(
        new PlanOptions(KernelChoice.best(), examples, 1, true),
        new PlanOptions(KernelChoice.scalar(), examples + 40, 3, false));
  }
}
