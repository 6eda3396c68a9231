package org.evenkeel.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Differentiation;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Rewriting;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Variable;

/// A network written into a graph: its logits, its variables, and the training or prediction graph that follows.
public final class Traced {
  /// Name of the input that holds the examples.
  public static final String IMAGES = "images";

  /// Name of the input that holds the labels, as floats, one per example.
  public static final String LABELS = "labels";

  /// Name of the result that holds the network's outputs.
  public static final String LOGITS = "logits";

  /// Name of the result that holds the sum of the losses of a batch.
  public static final String LOSS = "loss";

  /// Name of the result that holds the number of right answers in a batch.
  public static final String CORRECT = "correct";

  /// Name of the result that holds class probabilities.
  public static final String PROBABILITIES = "probabilities";

  private final GraphBuilder graph;
  private final Scope scope;
  private final PerExample logits;
  private final Map<String, PerExample> outputs;

  private Traced(
      GraphBuilder graph, Scope scope, PerExample logits, Map<String, PerExample> outputs) {
    this.graph = graph;
    this.scope = scope;
    this.logits = logits;
    this.outputs = outputs;
  }

  static Traced of(Sequential network, boolean training) {
    GraphBuilder graph = new GraphBuilder();
    Scope scope = Scope.root(graph, training);
    Map<String, PerExample> outputs = new LinkedHashMap<>();
    PerExample logits = network.apply(graph.input(IMAGES, network.input()), scope, outputs);
    return new Traced(graph, scope, logits, outputs);
  }

  /// Returns all variables in declaration order.
  public List<Variable> variables() {
    return List.copyOf(scope.variables().values());
  }

  /// Returns the shape of what the network puts out.
  public Shape outputShape() {
    return logits.shape();
  }

  /// Returns the shape of each outermost layer's result, by layer name.
  public Map<String, Shape> outputShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    outputs.forEach((name, value) -> shapes.put(name, value.shape()));
    return shapes;
  }

  /// Returns the graph of one training step: summed loss and right answers before the update, gradients of the mean loss, new states.
  ///
  /// @throws IllegalArgumentException if the network does not end in (n, classes), or was traced for prediction
  public Graph trainingGraph() {
    if (!scope.training()) {
      throw new IllegalStateException("traced for prediction; expected trace(true)");
    }
    PerExample labels = labels();
    PerExample losses = logits.crossEntropy(labels);
    BatchWide sum = losses.sum().sum();
    BatchWide mean = sum.dividedBy(losses.count());
    Map<Variable, Node> gradients = new LinkedHashMap<>();
    Map<Variable, Node> found = Differentiation.gradients(graph, mean);
    for (Variable variable : variables()) {
      if (found.containsKey(variable)) {
        gradients.put(variable, found.get(variable));
      }
    }
    return Graph.of(results(labels, sum), gradients, scope.updates());
  }

  /// Returns the graph of prediction, with probabilities, summed loss and right answers.
  public Graph predictionGraph() {
    PerExample labels = labels();
    Map<String, Node> results = results(labels, logits.crossEntropy(labels).sum().sum());
    results.put(PROBABILITIES, logits.softmax().node());
    return Graph.of(results, Map.of(), Map.of());
  }

  /// Returns a graph whose results are the outputs of the outermost layers, by layer name; in training mode without updates.
  public Graph outputsGraph() {
    Map<String, Node> results = new LinkedHashMap<>();
    outputs.forEach((name, value) -> results.put(name, value.node()));
    return Graph.of(results, Map.of(), Map.of());
  }

  /// Returns the graph of the outputs alone, as the layers wrote it: before canonicalization every node belongs to the layer that asked for it.
  public Graph logitsGraph() {
    return Graph.asWritten(Map.of(LOGITS, logits.node()));
  }

  /// Returns the graph of an evaluation in which every batch is normalized by its own statistics: training mode without dropout, with summed loss and right
  /// answers.
  public Graph batchStatisticsGraph() {
    PerExample labels = labels();
    GraphBuilder builder = new GraphBuilder();
    Rewriting rewriting = new Rewriting(builder).withoutDropout();
    Map<String, Node> results = new LinkedHashMap<>();
    results(labels, logits.crossEntropy(labels).sum().sum())
        .forEach((name, node) -> results.put(name, copy(rewriting, node)));
    return Graph.of(results, Map.of(), Map.of());
  }

  private static Node copy(Rewriting rewriting, Node node) {
    return node.perExample() ? rewriting.perExample(node).node() : rewriting.batchWide(node).node();
  }

  GraphBuilder graph() {
    return graph;
  }

  Scope scope() {
    return scope;
  }

  private PerExample labels() {
    return graph.input(LABELS, Shape.of(1));
  }

  private Map<String, Node> results(PerExample labels, BatchWide lossSum) {
    Map<String, Node> results = new LinkedHashMap<>();
    results.put(LOGITS, logits.node());
    results.put(LOSS, lossSum.node());
    results.put(CORRECT, logits.correct(labels).sum().sum().node());
    return results;
  }
}
