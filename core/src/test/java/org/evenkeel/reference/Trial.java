package org.evenkeel.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Value;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;

/// A small graph under test and the numbers that it runs on.
final class Trial {
  /// How far the run has come in which a trial is a step.
  static final double PROGRESS = 0.25;

  private final int examples;
  private final GraphBuilder graph = new GraphBuilder();
  private final Scope scope;
  private final Map<String, PerExample> inputs = new LinkedHashMap<>();
  private final Map<String, double[]> data = new LinkedHashMap<>();
  private final Map<Variable, double[]> variables = new LinkedHashMap<>();

  private Trial(int examples, boolean training) {
    this.examples = examples;
    this.scope = Scope.root(graph, training);
  }

  static Trial training(int examples) {
    return new Trial(examples, true);
  }

  static Trial prediction(int examples) {
    return new Trial(examples, false);
  }

  GraphBuilder graph() {
    return graph;
  }

  Scope scope() {
    return scope;
  }

  /// Declares a per-example input; `values` are (n, …) row-major.
  PerExample example(String name, Shape shape, double... values) {
    data.put(name, values);
    PerExample input = graph.input(name, shape);
    inputs.put(name, input);
    return input;
  }

  /// Declares a per-example input with distinct, evenly spaced values in random order.
  PerExample example(String name, Shape shape, Range range) {
    return example(name, shape, range.draw(name, examples * shape.values()));
  }

  /// Declares a learnable batch-wide value.
  BatchWide parameter(String name, Shape shape, double... values) {
    return variable(name, shape, true, values);
  }

  /// Declares a learnable batch-wide value with distinct, evenly spaced values in random order.
  BatchWide parameter(String name, Shape shape, Range range) {
    return parameter(name, shape, range.draw(name, shape.values()));
  }

  /// Declares a batch-wide value that is not learnable.
  BatchWide state(String name, Shape shape, double... values) {
    return variable(name, shape, false, values);
  }

  private BatchWide variable(String name, Shape shape, boolean learnable, double[] values) {
    Role role = learnable ? Role.PARAMETER : Role.STATE;
    Variable variable = new Variable("trial", name, role, shape, Initializer.zeros(), learnable);
    variables.put(variable, values);
    return graph.read(variable);
  }

  /// Applies a layer and gives its variables random values, scales and variances positive ones.
  PerExample layer(String name, Layer layer, PerExample x) {
    PerExample y = scope.apply(layer, name, x);
    scope
        .variables()
        .forEach(
            (full, variable) -> {
              boolean positive =
                  variable.role() == Role.GAMMA || variable.role() == Role.MOVING_VARIANCE;
              Range range = positive ? Range.POSITIVE : Range.SIGNED;
              variables.putIfAbsent(variable, range.draw(full, variable.shape().values()));
            });
    return y;
  }

  /// Gives the variable `name` of a layer its values.
  void set(String name, double... values) {
    variables.put(layerVariable(name), values);
  }

  Variable layerVariable(String name) {
    Map<String, Variable> known = scope.variables();
    if (!known.containsKey(name)) {
      throw new IllegalArgumentException(name + " is none of " + known.keySet());
    }
    return known.get(name);
  }

  Map<String, PerExample> inputs() {
    return inputs;
  }

  Map<String, double[]> data() {
    return data;
  }

  /// Returns the numbers of one input.
  double[] data(String name) {
    return Objects.requireNonNull(data.get(name), name);
  }

  Map<Variable, double[]> variables() {
    return variables;
  }

  ReferenceResult run(Graph finished) {
    ReferenceVariables values = new ReferenceVariables(variables.keySet());
    variables.forEach(
        (variable, array) ->
            System.arraycopy(array, 0, values.of(variable), 0, variable.shape().values()));
    return Reference.of(finished).run(new ReferenceBatch(examples, data, 7, 3, PROGRESS), values);
  }

  /// Computes one value of the canonical graph.
  double[] value(Value value) {
    return value(value.node());
  }

  double[] value(Node node) {
    return run(Graph.of(Map.of("y", node), Map.of(), Map.of())).result("y");
  }

  /// Evenly spaced numbers, so that none lies near a kink or ties with another.
  ///
  /// @param low least
  /// @param high greatest
  record Range(double low, double high) {
    static final Range POSITIVE = new Range(0.5, 2);
    static final Range SIGNED = new Range(-1.5, 1.5);

    double[] draw(String name, int count) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      Collections.shuffle(order, new Random(name.hashCode()));
      double step = (high - low) / count;
      return order.stream().mapToDouble(i -> low + (i + 0.5) * step).toArray();
    }
  }

  /// Numbers from a normal distribution.
  static double[] normal(String name, int count) {
    Random random = new Random(name.hashCode());
    double[] values = new double[count];
    Arrays.setAll(values, _ -> random.nextGaussian());
    return values;
  }
}
