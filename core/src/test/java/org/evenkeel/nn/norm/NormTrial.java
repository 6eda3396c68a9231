package org.evenkeel.nn.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;
import org.evenkeel.model.Model;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Sequential;
import org.evenkeel.plan.KernelChoice;
import org.evenkeel.plan.Plan;
import org.evenkeel.plan.PlanOptions;
import org.evenkeel.reference.Reference;
import org.evenkeel.reference.ReferenceBatch;
import org.evenkeel.reference.ReferenceResult;
import org.evenkeel.reference.ReferenceVariables;

/// A few layers at work, batch by batch, in both modes. Every batch is computed three times: by a fused plan, whose numbers count; by a plan of plain
/// Java without fusion, which must give the same bits; and by the reference, which must be near.
final class NormTrial {
  private static final double TOLERANCE = 2e-5;

  /// What a batch gave.
  ///
  /// @param y results, in public layout
  /// @param dX gradient of Σ y·dY
  /// @param gradients of learnable variables by name
  record Batch(float[] y, float[] dX, Map<String, float[]> gradients) {
    float[] gradient(String name) {
      return gradients.getOrDefault(name, new float[0]);
    }
  }

  private final Shape input;
  private final List<Layer> layers;
  private final Model model;
  private long step;
  private long steps;

  private NormTrial(Shape input, List<Layer> layers) {
    this.input = input;
    this.layers = layers;
    model = Model.initialize(Sequential.of(input, layers), 1);
  }

  static NormTrial of(Shape input, Layer... layers) {
    return new NormTrial(input, List.of(layers));
  }

  Model model() {
    return model;
  }

  /// Makes the next batch step 0 of a run of so many steps.
  NormTrial run(long length) {
    step = 0;
    steps = length;
    return this;
  }

  /// Returns `count` examples of normally distributed numbers.
  float[] random(int seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count * input.values()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 + 2 * random.nextGaussian());
    }
    return values;
  }

  /// Trains on a batch with learning rate 0: states follow, parameters stay.
  float[] train(float... x) {
    return batch(true, x, new float[x.length]).y();
  }

  /// Trains likewise, with an upstream gradient.
  Batch train(float[] x, float[] dY) {
    return batch(true, x, dY);
  }

  float[] predict(float... x) {
    return batch(false, x, new float[x.length]).y();
  }

  /// Returns the values of a variable of the first normalization: `gamma`, `movingMean`, …
  float[] values(String key) {
    return model.values("batchNorm1." + key);
  }

  void set(String key, double... values) {
    float[] to = values(key);
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) values[i];
    }
  }

  private Batch batch(boolean training, float[] x, float[] dY) {
    GraphBuilder builder = new GraphBuilder();
    Scope scope = Scope.root(builder, training);
    PerExample in = builder.input("x", input);
    PerExample y = in;
    for (Layer layer : layers) {
      y = scope.apply(layer, y);
    }
    Differentiation.Result gradients =
        Differentiation.backward(builder, y, builder.input("dY", y.shape()), List.of(in));
    Map<String, Node> results = Map.of("y", y.node(), "dX", gradients.inputs().getFirst());
    Graph graph = Graph.of(results, gradients.variables(), scope.updates());
    int count = x.length / input.values();
    ReferenceVariables doubles = ReferenceVariables.of(model.variables());
    Map<Variable, float[]> before = copy();
    Batch plain = run(graph, x, dY, new PlanOptions(KernelChoice.scalar(), count + 20, 3, false));
    Map<Variable, float[]> after = copy();
    before.forEach(
        (variable, old) -> System.arraycopy(old, 0, model.variables().of(variable), 0, old.length));
    Batch fast = run(graph, x, dY, new PlanOptions(KernelChoice.best(), count, 1, true));
    assertThat(fast.y()).isEqualTo(plain.y());
    assertThat(fast.dX()).isEqualTo(plain.dX());
    after.forEach(
        (variable, values) -> assertThat(model.variables().of(variable)).isEqualTo(values));
    compare(graph, count, x, dY, doubles, fast);
    step += training ? 1 : 0;
    return fast;
  }

  private Map<Variable, float[]> copy() {
    Map<Variable, float[]> copy = new LinkedHashMap<>();
    for (Variable variable : model.variables().variables()) {
      copy.put(variable, model.variables().of(variable).clone());
    }
    return copy;
  }

  private Batch run(Graph graph, float[] x, float[] dY, PlanOptions options) {
    int count = x.length / input.values();
    try (Plan plan = new Plan(graph, model.variables(), options, 0)) {
      List<String> inputs = new ArrayList<>();
      for (Node node : graph.nodes()) {
        if (node.op() instanceof org.evenkeel.graph.Op.Input(String name)) {
          inputs.add(name);
        }
      }
      inputs.forEach(name -> plan.input(name, name.equals("x") ? x : dY));
      plan.steps(steps);
      plan.run(IntStream.range(0, count).toArray(), 0, count, step);
      float[] y = new float[x.length];
      float[] dX = new float[x.length];
      plan.examples("y", y, 0);
      plan.examples("dX", dX, 0);
      Map<String, float[]> gradients = new LinkedHashMap<>();
      plan.gradients().forEach((variable, g) -> gradients.put(variable.name(), g.clone()));
      plan.update(0, 0, 0);
      return new Batch(y, dX, gradients);
    }
  }

  private void compare(
      Graph graph, int count, float[] x, float[] dY, ReferenceVariables doubles, Batch fast) {
    double progress = step >= steps ? 1 : (double) step / steps;
    Map<String, double[]> inputs = Map.of("x", wide(x), "dY", wide(dY));
    ReferenceResult right =
        Reference.of(graph).run(new ReferenceBatch(count, inputs, 0, step, progress), doubles);
    near("y", fast.y(), right.result("y"));
    near("dX", fast.dX(), right.result("dX"));
    graph
        .gradients()
        .keySet()
        .forEach(v -> near(v.name(), fast.gradient(v.name()), right.gradient(v)));
    graph.updates().keySet().forEach(v -> near(v.name(), model.variables().of(v), right.update(v)));
  }

  private static double[] wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static void near(String what, float[] found, double[] right) {
    double largest = 1;
    for (double value : right) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < right.length; i++) {
      assertThat((double) found[i])
          .as("%s[%d]", what, i)
          .isCloseTo(right[i], within(TOLERANCE * largest));
    }
  }
}
