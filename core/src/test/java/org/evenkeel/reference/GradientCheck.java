package org.evenkeel.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Value;
import org.evenkeel.graph.Variable;

/// Compares derived gradients with central differences in float64, for a random upstream gradient
/// that is not uniform.
final class GradientCheck {
  private static final String Y = "y";
  private static final String UPSTREAM = "dY";
  private static final Set<String> NOT_DIFFERENTIATED =
      Set.of("labels", "mask", "weights", UPSTREAM);

  private static final double STEP = 1e-3;
  private static final double TOLERANCE = 1e-8; // fourth-order differences: error of STEP⁴

  private final Trial trial;
  private final double[] upstream;
  private final Graph forward;
  private final Graph backward;

  /// Derives the gradients of Σ y·dY for every input and every learnable variable.
  GradientCheck(Trial trial, Value value) {
    this.trial = trial;
    PerExample y = perExample(trial, value);
    int examples =
        trial.data().values().iterator().next().length
            / trial.inputs().values().iterator().next().shape().values();
    this.upstream = Trial.normal(UPSTREAM, examples * y.shape().values());
    PerExample dY = trial.example(UPSTREAM, y.shape(), upstream);
    List<String> names = new ArrayList<>(trial.inputs().keySet());
    names.removeAll(NOT_DIFFERENTIATED);
    Differentiation.Result gradients =
        Differentiation.backward(
            trial.graph(), y, dY, names.stream().map(trial.inputs()::get).toList());
    Map<String, Node> results = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      results.put(names.get(i), gradients.inputs().get(i));
    }
    this.forward = Graph.of(Map.of(Y, y.node()), Map.of(), Map.of());
    this.backward = Graph.of(results, gradients.variables(), Map.of());
  }

  /// A batch-wide value is weighted, summed and spread over examples, so that it has an upstream
  /// gradient too.
  private static PerExample perExample(Trial trial, Value value) {
    return switch (value) {
      case PerExample y -> y;
      case BatchWide y -> {
        BatchWide weights =
            trial.state("weights", y.shape(), Trial.normal("weights", y.shape().values()));
        yield trial
            .example("spread", Shape.of(1), Trial.Range.POSITIVE)
            .times(y.times(weights).sum());
      }
    };
  }

  /// Returns the graph of the gradients.
  Graph backward() {
    return backward;
  }

  /// Compares every gradient.
  void run() {
    ReferenceResult derived = trial.run(backward);
    backward
        .results()
        .keySet()
        .forEach(name -> compare(name, trial.data(name), derived.result(name)));
    for (Variable variable : trial.variables().keySet()) {
      if (variable.learnable()) {
        assertThat(backward.gradients()).as("gradient of %s", variable).containsKey(variable);
        compare(variable.name(), trial.variables().get(variable), derived.gradient(variable));
      }
    }
  }

  private void compare(String name, double[] at, double[] derived) {
    double[] expected = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      expected[i] =
          (8 * (loss(at, i, STEP) - loss(at, i, -STEP))
                  - (loss(at, i, 2 * STEP) - loss(at, i, -2 * STEP)))
              / (12 * STEP);
    }
    double largest = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    assertThat(derived).as("gradient of %s", name).hasSameSizeAs(expected);
    for (int i = 0; i < at.length; i++) {
      assertThat(derived[i])
          .as("gradient of %s at %d", name, i)
          .isCloseTo(expected[i], within(TOLERANCE * largest));
    }
  }

  private double loss(double[] at, int i, double change) {
    double before = at[i];
    at[i] = before + change;
    double[] y = trial.run(forward).result(Y);
    at[i] = before;
    double sum = 0;
    for (int k = 0; k < y.length; k++) {
      sum += y[k] * upstream[k];
    }
    return sum;
  }
}
