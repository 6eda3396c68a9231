package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Conv2d;
import org.evenkeel.nn.Dense;
import org.evenkeel.nn.Kernel;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Layers;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Pool2d;
import org.evenkeel.nn.WeightInit;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.BatchNorm.StoredVariance;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.testing.Golden;

/// One golden case run as plans of every kind: equal bits between them, and near to PyTorch.
final class PlanGolden {
  private final Golden golden;
  private final double tolerance;
  private final int examples;

  PlanGolden(Golden golden, double tolerance) {
    this.golden = golden;
    this.tolerance = tolerance;
    String batch =
        golden.has("logits") ? "logits" : golden.has("x.1") ? "x.1" : golden.has("x") ? "x" : "dY";
    examples = golden.shape(batch)[0];
  }

  private PlanTrial trial() {
    boolean prediction =
        golden.hasAttribute("mode") && golden.attribute("mode").equals("prediction");
    return new PlanTrial(examples, !prediction);
  }

  private PerExample input(PlanTrial trial, String tensor) {
    return trial.example(tensor, shape(tensor), golden.floats(tensor));
  }

  /// Returns the shape of a tensor without its first dimension.
  private Shape shape(String tensor) {
    int[] sizes = golden.shape(tensor);
    return Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  /// Runs a graph in every way and returns what all of them gave.
  private PlanTrial.Outcome run(PlanTrial trial, Graph graph) {
    List<PlanTrial.Outcome> outcomes = new ArrayList<>();
    for (PlanOptions way : PlanTrial.ways(examples)) {
      outcomes.add(trial.run(graph, way));
    }
    PlanTrial.Outcome first = outcomes.getFirst();
    for (PlanTrial.Outcome other : outcomes) {
      first.results().forEach((name, y) -> assertThat(other.results().get(name)).isEqualTo(y));
      first.gradients().forEach((v, g) -> assertThat(other.gradients().get(v)).isEqualTo(g));
      first.variables().forEach((v, w) -> assertThat(other.variables().get(v)).isEqualTo(w));
    }
    return first;
  }

  /// Compares y, other results and all gradients, computed by one plan.
  private void expect(PlanTrial trial, PerExample y, Map<String, Node> more) {
    PerExample dY = input(trial, "dY");
    PerExample x = trial.inputs().getOrDefault("x", dY);
    Differentiation.Result backward = Differentiation.backward(trial.graph(), y, dY, List.of(x));
    Map<String, Node> results = new LinkedHashMap<>(more);
    results.put("y", y.node());
    results.put("dX", backward.inputs().get(0));
    PlanTrial.Outcome outcome =
        run(trial, Graph.of(results, backward.variables(), trial.scope().updates()));
    outcome.results().forEach((name, values) -> golden.expect(name, values, tolerance));
    assertThat(outcome.gradients()).hasSameSizeAs(trial.learnable().values());
    outcome
        .gradients()
        .forEach((v, gradient) -> golden.expect(gradientName(v.key()), gradient, tolerance));
  }

  /// Returns `dWeight` for `weight`.
  private static String gradientName(String name) {
    return "d" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  void layer(Layer layer) {
    PlanTrial trial = trial();
    PerExample x = input(trial, "x");
    PerExample y = trial.layer("layer", layer, x, this::start);
    Map<String, Node> moments = new LinkedHashMap<>();
    if (golden.has("mean")) {
      moments.put("mean", x.moments().mean().node());
      moments.put("variance", x.moments().variance().node());
    }
    expect(trial, y, moments);
  }

  private float[] start(Variable variable) {
    if (golden.has(variable.key())) {
      return golden.floats(variable.key());
    }
    float[] values = new float[variable.shape().values()];
    Arrays.fill(values, variable.key().equals("movingVariance") ? 1 : 0);
    return values;
  }

  Layer conv2d() {
    boolean bias = golden.attribute("bias").equals("true");
    int outputs = golden.shape("weight")[0];
    int groups = golden.sizes("groups")[0];
    return new Conv2d(outputs, kernel(), padding(), groups, bias, WeightInit.ZEROS);
  }

  Layer dense() {
    boolean bias = golden.attribute("bias").equals("true");
    return new Dense(golden.shape("weight")[0], bias, WeightInit.ZEROS);
  }

  Layer pool(Pool2d.Kind kind) {
    boolean counted =
        kind == Pool2d.Kind.AVERAGE && golden.attribute("countIncludePad").equals("true");
    return new Pool2d(kind, kernel(), padding(), counted);
  }

  /// Returns the normalization that the attributes describe.
  BatchNorm norm() {
    Momentum momentum =
        golden.hasAttribute("weightNew")
            ? Momentum.weightNew(golden.number("weightNew"))
            : Momentum.keepOld(golden.hasAttribute("keepOld") ? golden.number("keepOld") : 0.9);
    boolean unbiased =
        golden.hasAttribute("storedVariance")
            && golden.attribute("storedVariance").equals("unbiased");
    StoredVariance stored = unbiased ? StoredVariance.UNBIASED : StoredVariance.BIASED;
    return new BatchNorm(momentum, golden.number("epsilon"), stored);
  }

  private Kernel kernel() {
    int[] kernel = golden.sizes("kernel");
    int[] stride = golden.sizes("stride");
    return new Kernel(kernel[0], kernel[1], stride[0], stride[1]);
  }

  private Padding padding() {
    int[] sides = golden.sizes("padding");
    return Padding.of(sides[0], sides[1], sides[2], sides[3]);
  }

  void unary() {
    PlanTrial trial = trial();
    PerExample x = input(trial, "x");
    PerExample y =
        switch (golden.attribute("operation")) {
          case "sigmoid" -> x.sigmoid();
          case "tanh" -> x.tanh();
          case "relu" -> x.relu();
          case "exp" -> x.exp();
          case "log" -> x.log();
          case "sqrt" -> x.sqrt();
          case "rsqrt" -> x.rsqrt();
          default -> x.square();
        };
    expect(trial, y, Map.of());
  }

  void binary() {
    PlanTrial trial = trial();
    PerExample x = input(trial, "x");
    BatchWide p = trial.parameter("p", Shape.of(golden.shape("p")), golden.floats("p"));
    PerExample y =
        switch (golden.attribute("operation")) {
          case "add" -> x.plus(p);
          case "subtract" -> x.minus(p);
          case "multiply" -> x.times(p);
          default -> x.dividedBy(p);
        };
    expect(trial, y, Map.of());
  }

  void meanOverChannels() {
    PlanTrial trial = trial();
    expect(trial, input(trial, "x").channelMean(), Map.of());
  }

  /// Both upstream gradients at once, as those of one sum that counts for the first example alone.
  void moments() {
    PlanTrial trial = trial();
    PerExample x = input(trial, "x");
    BatchWide mean = x.moments().mean();
    BatchWide variance = x.moments().variance();
    BatchWide dMean = trial.state("dMean", mean.shape(), golden.floats("dMean"));
    BatchWide dVariance = trial.state("dVariance", mean.shape(), golden.floats("dVariance"));
    float[] once = new float[examples];
    once[0] = 1;
    PerExample one = trial.example("one", Shape.of(1), once);
    PerExample y = one.times(mean.times(dMean).sum().plus(variance.times(dVariance).sum()));
    Node dX = Differentiation.backward(trial.graph(), y, one, List.of(x)).inputs().get(0);
    Map<String, Node> results = Map.of("mean", mean.node(), "variance", variance.node(), "dX", dX);
    run(trial, Graph.of(results, Map.of(), Map.of()))
        .results()
        .forEach((name, values) -> golden.expect(name, values, tolerance));
  }

  void matmul() {
    PlanTrial trial = trial();
    BatchWide x = trial.parameter("x", Shape.of(golden.shape("x")), golden.floats("x"));
    BatchWide p = trial.parameter("p", Shape.of(golden.shape("p")), golden.floats("p"));
    BatchWide y = x.matmul(p);
    BatchWide loss = y.times(trial.state("dY", y.shape(), golden.floats("dY"))).sum();
    Map<Variable, Node> gradients = Differentiation.gradients(trial.graph(), loss);
    PlanTrial.Outcome outcome = run(trial, Graph.of(Map.of("y", y.node()), gradients, Map.of()));
    golden.expect("y", outcome.results().getOrDefault("y", new double[0]), tolerance);
    assertThat(outcome.gradients()).hasSize(2);
    outcome
        .gradients()
        .forEach((v, gradient) -> golden.expect(gradientName(v.key()), gradient, tolerance));
  }

  void crossEntropy() {
    PlanTrial trial = trial();
    PerExample logits = input(trial, "logits");
    PerExample losses = logits.crossEntropy(trial.labels(golden.ints("labels")));
    BatchWide loss = losses.sum().sum().dividedBy(losses.count());
    float[] upstream = new float[examples];
    Arrays.fill(upstream, 1f / examples);
    PerExample dY = trial.example("dY", Shape.of(1), upstream);
    Node dLogits =
        Differentiation.backward(trial.graph(), losses, dY, List.of(logits)).inputs().get(0);
    Map<String, Node> results =
        Map.of("lossPerExample", losses.node(), "loss", loss.node(), "dLogits", dLogits);
    Graph graph = Graph.of(results, Map.of(), Map.of());
    run(trial, graph).results().forEach((name, values) -> golden.expect(name, values, tolerance));
  }

  /// relu(x + bn2(conv2(relu(bn1(conv1(x)))))).
  void residual() {
    PlanTrial trial = trial();
    PerExample x = input(trial, "x");
    Layer conv = new Conv2d(golden.shape("x")[1], kernel(), padding(), 1, true, WeightInit.ZEROS);
    Layer block =
        Layers.residual(
            Layers.named("conv1", conv),
            Layers.named("bn1", norm()),
            Layers.relu(),
            Layers.named("conv2", conv),
            Layers.named("bn2", norm()));
    PerExample y =
        trial
            .layer("layer", block, x, v -> golden.has(path(v)) ? golden.floats(path(v)) : start(v))
            .relu();
    PerExample dY = input(trial, "dY");
    Differentiation.Result backward = Differentiation.backward(trial.graph(), y, dY, List.of(x));
    Map<String, Node> results = Map.of("y", y.node(), "dX", backward.inputs().get(0));
    PlanTrial.Outcome outcome =
        run(trial, Graph.of(results, backward.variables(), trial.scope().updates()));
    outcome.results().forEach((name, values) -> golden.expect(name, values, tolerance));
    outcome
        .gradients()
        .forEach(
            (v, gradient) ->
                golden.expect(
                    v.layer().substring("layer.".length()) + "." + gradientName(v.key()),
                    gradient,
                    tolerance));
    for (Variable state : trial.scope().updates().keySet()) {
      golden.expect(
          path(state) + ".1", outcome.variables().getOrDefault(state, new float[0]), tolerance);
    }
  }

  private static String path(Variable variable) {
    return variable.name().substring("layer.".length());
  }

  /// Five training steps, then prediction with the statistics that they left.
  void movingStatistics() {
    Map<String, float[]> statistics = new LinkedHashMap<>();
    statistics.put("movingMean", golden.floats("movingMean.0"));
    statistics.put("movingVariance", golden.floats("movingVariance.0"));
    for (int step = 1; step <= 5; step++) {
      BatchNorm layer = norm();
      if (golden.attribute("rule").equals("cumulative")) {
        layer = layer.momentum(Momentum.weightNew(1.0 / step));
      }
      PlanTrial.Outcome outcome = moving(layer, "x." + step, "y." + step, true, statistics);
      for (String name : List.copyOf(statistics.keySet())) {
        outcome
            .variables()
            .forEach(
                (variable, values) -> {
                  if (variable.key().equals(name)) {
                    statistics.put(name, values);
                  }
                });
        if (golden.has(name + "." + step)) {
          golden.expect(name + "." + step, statistics.getOrDefault(name, new float[0]), tolerance);
        }
      }
    }
    moving(norm(), "x", "y", false, statistics);
  }

  private PlanTrial.Outcome moving(
      BatchNorm layer, String x, String y, boolean training, Map<String, float[]> statistics) {
    PlanTrial trial = new PlanTrial(examples, training);
    PerExample value =
        trial.layer(
            "layer",
            layer,
            input(trial, x),
            v -> statistics.containsKey(v.key()) ? statistics.get(v.key()) : start(v));
    Graph graph = Graph.of(Map.of(y, value.node()), Map.of(), trial.scope().updates());
    PlanTrial.Outcome outcome = run(trial, graph);
    golden.expect(y, outcome.results().getOrDefault(y, new double[0]), tolerance);
    return outcome;
  }
}
