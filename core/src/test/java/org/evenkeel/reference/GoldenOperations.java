package org.evenkeel.reference;

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
import org.evenkeel.graph.Window;
import org.evenkeel.nn.Conv2d;
import org.evenkeel.nn.Dense;
import org.evenkeel.nn.Kernel;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Layers;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Pool2d;
import org.evenkeel.nn.WeightInit;
import org.evenkeel.testing.Golden;

/// One golden case of a single operation or layer, run by the reference.
final class GoldenOperations {
  private static final String LAYER = "layer";

  private final Golden golden;
  private final double tolerance;
  private final Trial trial;
  private final Map<String, Variable> variables = new LinkedHashMap<>();

  GoldenOperations(Golden golden, double tolerance) {
    this.golden = golden;
    this.tolerance = tolerance;
    int examples = golden.has("x") ? golden.shape("x")[0] : golden.shape("logits")[0];
    boolean prediction =
        golden.hasAttribute("mode") && golden.attribute("mode").equals("prediction");
    this.trial = prediction ? Trial.prediction(examples) : Trial.training(examples);
  }

  private PerExample x() {
    return trial.example("x", shape("x"), golden.doubles("x"));
  }

  /// Returns the shape of a tensor without its first dimension.
  private Shape shape(String tensor) {
    int[] sizes = golden.shape(tensor);
    return Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  private BatchWide parameter(String tensor) {
    BatchWide parameter =
        trial.parameter(tensor, Shape.of(golden.shape(tensor)), golden.doubles(tensor));
    trial.variables().keySet().stream()
        .filter(variable -> variable.key().equals(tensor))
        .forEach(variable -> variables.put(tensor, variable));
    return parameter;
  }

  /// Compares y and all gradients.
  private void expect(PerExample y) {
    golden.expect("y", trial.value(y), tolerance);
    PerExample dY = trial.example("dY", y.shape(), golden.doubles("dY"));
    Differentiation.Result gradients =
        Differentiation.backward(
            trial.graph(), y, dY, List.of(trial.inputs().getOrDefault("x", dY)));
    Graph graph =
        Graph.of(Map.of("dX", gradients.inputs().get(0)), gradients.variables(), Map.of());
    ReferenceResult result = trial.run(graph);
    golden.expect("dX", result.result("dX"), tolerance);
    variables.forEach(
        (name, variable) ->
            golden.expect(gradientName(name), result.gradient(variable), tolerance));
  }

  /// Returns `dWeight` for `weight`.
  static String gradientName(String name) {
    return "d" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /// Runs a layer whose variables are called as in the golden case.
  void layer(Layer layer) {
    PerExample y = trial.layer(LAYER, layer, x());
    for (Variable variable : trial.scope().variables().values()) {
      if (golden.has(variable.key())) {
        trial.set(variable.name(), golden.doubles(variable.key()));
      }
      if (variable.learnable()) {
        variables.put(variable.key(), variable);
      }
    }
    if (golden.has("mean")) {
      PerExample x = trial.inputs().getOrDefault("x", y);
      golden.expect("mean", trial.value(x.moments().mean()), tolerance);
      golden.expect("variance", trial.value(x.moments().variance()), tolerance);
    }
    expect(y);
  }

  void conv2d() {
    boolean bias = golden.attribute("bias").equals("true");
    int groups = golden.sizes("groups")[0];
    int outputs = golden.shape("weight")[0];
    layer(new Conv2d(outputs, kernel(), padding(), groups, bias, WeightInit.ZEROS));
    if (golden.hasAttribute("paddingRule")) {
      Window same = Padding.same().window(shape("x"), kernel());
      if (!same.equals(padding().window(shape("x"), kernel()))) {
        throw new AssertionError(golden + ": same padding gives " + same);
      }
    }
  }

  void dense() {
    boolean bias = golden.attribute("bias").equals("true");
    layer(new Dense(golden.shape("weight")[0], bias, WeightInit.ZEROS));
  }

  void pool(Pool2d.Kind kind) {
    boolean counted =
        kind == Pool2d.Kind.AVERAGE && golden.attribute("countIncludePad").equals("true");
    layer(new Pool2d(kind, kernel(), padding(), counted));
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
    PerExample x = x();
    expect(
        switch (golden.attribute("operation")) {
          case "sigmoid" -> x.sigmoid();
          case "tanh" -> x.tanh();
          case "relu" -> x.relu();
          case "exp" -> x.exp();
          case "log" -> x.log();
          case "sqrt" -> x.sqrt();
          case "rsqrt" -> x.rsqrt();
          case "square" -> x.square();
          default -> throw new AssertionError(golden + ": unknown function");
        });
  }

  void binary() {
    PerExample x = x();
    BatchWide p = parameter("p");
    expect(
        switch (golden.attribute("operation")) {
          case "add" -> x.plus(p);
          case "subtract" -> x.minus(p);
          case "multiply" -> x.times(p);
          case "divide" -> x.dividedBy(p);
          default -> throw new AssertionError(golden + ": unknown operator");
        });
  }

  void meanOverChannels() {
    expect(x().channelMean());
  }

  /// Both upstream gradients at once, as those of one sum.
  void moments() {
    PerExample x = x();
    BatchWide mean = x.moments().mean();
    BatchWide variance = x.moments().variance();
    golden.expect("mean", trial.value(mean), tolerance);
    golden.expect("variance", trial.value(variance), tolerance);
    Shape channels = mean.shape();
    BatchWide dMean = trial.state("dMean", channels, golden.doubles("dMean"));
    BatchWide dVariance = trial.state("dVariance", channels, golden.doubles("dVariance"));
    BatchWide sum = mean.times(dMean).sum().plus(variance.times(dVariance).sum());
    int examples = golden.shape("x")[0];
    double[] once = new double[examples]; // the sum counts for the first example alone
    once[0] = 1;
    PerExample one = trial.example("one", Shape.of(1), once);
    PerExample y = one.times(sum);
    PerExample dY = trial.example("dY", Shape.of(1), once);
    Node dX = Differentiation.backward(trial.graph(), y, dY, List.of(x)).inputs().get(0);
    golden.expect("dX", trial.value(dX), tolerance);
  }

  void matmul() {
    BatchWide x = parameter("x");
    BatchWide y = x.matmul(parameter("p"));
    golden.expect("y", trial.value(y), tolerance);
    BatchWide loss = y.times(trial.state("dY", y.shape(), golden.doubles("dY"))).sum();
    Map<Variable, Node> gradients = Differentiation.gradients(trial.graph(), loss);
    variables.forEach(
        (name, variable) ->
            golden.expect(
                gradientName(name),
                trial.value(gradients.getOrDefault(variable, y.node())),
                tolerance));
  }

  void crossEntropy() {
    double[] labels = Arrays.stream(golden.ints("labels")).asDoubleStream().toArray();
    PerExample logits = trial.example("logits", shape("logits"), golden.doubles("logits"));
    PerExample losses = logits.crossEntropy(trial.example("labels", Shape.of(1), labels));
    golden.expect("lossPerExample", trial.value(losses), tolerance);
    golden.expect("loss", trial.value(losses.mean()), tolerance);
    double[] dLosses = new double[labels.length];
    Arrays.fill(dLosses, 1.0 / labels.length);
    PerExample dY = trial.example("dY", Shape.of(1), dLosses);
    Node dLogits =
        Differentiation.backward(trial.graph(), losses, dY, List.of(logits)).inputs().get(0);
    golden.expect("dLogits", trial.value(dLogits), tolerance);
  }

  /// relu(x + bn2(conv2(relu(bn1(conv1(x)))))).
  void residual() {
    Layer norm = ReferenceGoldenTest.norm(golden);
    Layer conv1 = Layers.named("conv1", conv3x3());
    Layer conv2 = Layers.named("conv2", conv3x3());
    Layer block =
        Layers.residual(
            conv1, Layers.named("bn1", norm), Layers.relu(), conv2, Layers.named("bn2", norm));
    PerExample y = trial.layer(LAYER, block, x());
    List<Variable> learnable = new ArrayList<>();
    for (Variable variable : trial.scope().variables().values()) {
      String tensor = variable.name().substring(LAYER.length() + 1);
      int[] shape = variable.shape().sizes().stream().mapToInt(Integer::intValue).toArray();
      trial.set(
          variable.name(), golden.has(tensor) ? golden.doubles(tensor) : start(variable, shape));
      if (variable.learnable()) {
        learnable.add(variable);
      }
    }
    PerExample result = y.relu();
    golden.expect("y", trial.value(result), tolerance);
    PerExample dY = trial.example("dY", result.shape(), golden.doubles("dY"));
    Differentiation.Result gradients =
        Differentiation.backward(
            trial.graph(), result, dY, List.of(trial.inputs().getOrDefault("x", dY)));
    Graph graph =
        Graph.of(
            Map.of("dX", gradients.inputs().get(0)),
            gradients.variables(),
            trial.scope().updates());
    ReferenceResult run = trial.run(graph);
    golden.expect("dX", run.result("dX"), tolerance);
    for (Variable variable : learnable) {
      String layer = variable.layer().substring(LAYER.length() + 1);
      golden.expect(layer + "." + gradientName(variable.key()), run.gradient(variable), tolerance);
    }
    for (Variable state : trial.scope().updates().keySet()) {
      String tensor = state.name().substring(LAYER.length() + 1);
      golden.expect(tensor + ".1", run.update(state), tolerance);
    }
  }

  private Conv2d conv3x3() {
    return new Conv2d(golden.shape("x")[1], kernel(), padding(), 1, true, WeightInit.ZEROS);
  }

  private static double[] start(Variable variable, int[] shape) {
    double[] values = new double[shape[0]];
    Arrays.fill(values, variable.key().equals("movingVariance") ? 1 : 0);
    return values;
  }
}
