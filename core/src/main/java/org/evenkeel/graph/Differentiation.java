package org.evenkeel.graph;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Op.Function;
import org.evenkeel.graph.Op.Operator;
import org.evenkeel.graph.Op.Part;

/// Reverse-mode differentiation, graph to graph, once, when a model is built.
///
/// Broadcast and reduction are each other's adjoints: where a batch-wide value met per-example ones going forward, its gradient is a sum over batch
/// and positions; where a per-example value was reduced, its gradient is a broadcast.
/// Source: Griewank & Walther 2008, chapter 3.
public final class Differentiation {
  private final GraphBuilder graph;
  private final Map<Node, Adjoint> adjoints = new HashMap<>();
  private final Map<Node, Map<Part, BatchWide>> parts = new HashMap<>();

  private Differentiation(GraphBuilder graph) {
    this.graph = graph;
  }

  /// Returns the gradient of a batch-wide scalar `loss` for every learnable variable that it depends on.
  ///
  /// @throws IllegalArgumentException if the loss is not a scalar
  public static Map<Variable, Node> gradients(GraphBuilder graph, BatchWide loss) {
    if (loss.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "gradients: expected a scalar loss, got shape " + loss.shape());
    }
    Differentiation differentiation = new Differentiation(graph);
    differentiation.adjoint(loss.node()).add(graph.constant(1));
    return differentiation.run(Graph.reachable(List.of(loss.node())));
  }

  /// Returns the gradient of Σ value·upstream for a per-example value and every node asked for: what a test of a layer needs.
  ///
  /// @param upstream dY, of the shape of `value`
  /// @param inputs per-example values to differentiate for; their gradients come in the same order
  public static Result backward(
      GraphBuilder graph, PerExample value, PerExample upstream, List<PerExample> inputs) {
    Differentiation differentiation = new Differentiation(graph);
    differentiation.adjoint(value.node()).add(upstream);
    Map<Variable, Node> gradients = differentiation.run(Graph.reachable(List.of(value.node())));
    List<Node> dInputs =
        inputs.stream().map(x -> differentiation.adjoint(x.node()).example().node()).toList();
    return new Result(gradients, dInputs);
  }

  /// Gradients of a layer.
  ///
  /// @param variables for each learnable variable
  /// @param inputs for each input asked for
  public record Result(Map<Variable, Node> variables, List<Node> inputs) {}

  private Map<Variable, Node> run(List<Node> order) {
    Map<Variable, Node> gradients = new LinkedHashMap<>();
    for (Node node : order.reversed()) {
      String before = graph.layer(node.layer());
      if (node.op() instanceof Op.Moments && parts.containsKey(node)) {
        moments(node, parts.get(node));
      }
      Adjoint adjoint = adjoint(node);
      if (!adjoint.isEmpty()) {
        if (node.op() instanceof Op.Read(Variable variable)) {
          if (variable.learnable()) {
            gradients.put(variable, adjoint.wide().node());
          }
        } else if (node.perExample()) {
          example(node, adjoint);
        } else {
          wide(node, adjoint.wide());
        }
      }
      graph.layer(before);
    }
    return gradients;
  }

  private Adjoint adjoint(Node node) {
    return adjoints.computeIfAbsent(node, n -> new Adjoint(graph, n));
  }

  private PerExample ex(Node node) {
    return new PerExample(graph, node);
  }

  private BatchWide wide(Node node) {
    return new BatchWide(graph, node);
  }

  /// Adds a·b to the adjoint of `to`, where b may be either kind.
  private void addProduct(Node to, PerExample d, Node factor) {
    PerExample product = d.times(factor.perExample() ? ex(factor) : wide(factor));
    adjoint(to).add(product);
  }

  private void example(Node node, Adjoint adjoint) {
    Optional<BatchWide> only = adjoint.onlyWide();
    if (node.op() instanceof Op.CrossEntropy && only.isPresent()) {
      adjoint(node.input(0)).add(crossEntropy(node).times(only.get().sum()));
      return;
    }
    switch (node.op()) {
      case Op.Input _, Op.StopGradient _, Op.Correct _, Op.Differs _ -> {
        // Nothing flows through.
      }
      case Op.Conv2d(Window window, int groups) -> conv2d(node, window, groups, adjoint.example());
      case Op.Dense _ -> dense(node, adjoint.example());
      case Op.Unary(Function function) -> unary(node, function, adjoint.example());
      case Op.Binary(Operator operator) -> binary(node, operator, adjoint.example());
      case Op.ChannelSum _, Op.ChannelBroadcast _ -> adjoint(node.input(0)).add(adjoint.example());
      case Op.Spread _ -> adjoint(node.input(0)).add(adjoint.example());
      case Op.AvgPool(Window window, boolean countPadding) ->
          adjoint(node.input(0))
              .add(
                  graph.example(
                      new Op.AvgPoolGradient(window, countPadding),
                      node.input(0).shape(),
                      adjoint.example().node()));
      case Op.MaxPool(Window window) ->
          adjoint(node.input(0))
              .add(
                  graph.example(
                      new Op.MaxPoolGradient(window),
                      node.input(0).shape(),
                      node.input(0),
                      adjoint.example().node()));
      case Op.Reshape _ ->
          adjoint(node.input(0)).add(adjoint.example().reshape(node.input(0).shape()));
      case Op.Permute permute ->
          adjoint(node.input(0))
              .add(
                  graph.example(
                      permute.inverse(), node.input(0).shape(), adjoint.example().node()));
      case Op.Dropout dropout ->
          adjoint(node.input(0))
              .add(graph.example(dropout, node.shape(), adjoint.example().node()));
      case Op.CrossEntropy _ ->
          adjoint(node.input(0)).add(crossEntropy(node).times(adjoint.example()));
      case Op.GroupSum _ ->
          adjoint(node.input(0)).add(adjoint.example().overGroups(node.input(0).shape()));
      case Op.GroupBroadcast _ ->
          adjoint(node.input(0)).add(adjoint.example().groupSum(node.input(0).shape().values()));
      case Op.GhostSpread _ -> {
        Node means = node.input(0);
        if (means.op() instanceof Op.GhostMeans(Ghosts ghosts)) {
          adjoint(means.input(0)).add(adjoint.example().ghostMean(ghosts));
        }
      }
      case Op.GroupNormalize _ ->
          adjoint(node.input(0))
              .add(
                  graph.example(
                      new Op.GroupNormalizeGradient(),
                      node.shape(),
                      adjoint.example().node(),
                      node,
                      node.input(1)));
      default -> throw new IllegalStateException("no gradient is defined for " + node);
    }
  }

  private PerExample crossEntropy(Node loss) {
    Shape logits = loss.input(0).shape();
    return graph.example(new Op.CrossEntropyGradient(), logits, loss.input(0), loss.input(1));
  }

  private void conv2d(Node node, Window window, int groups, PerExample d) {
    Node x = node.input(0);
    Node w = node.input(1);
    Op input = new Op.Conv2dInputGradient(window, groups);
    adjoint(x).add(graph.example(input, x.shape(), d.node(), w));
    Op weight = new Op.Conv2dWeightGradient(window, groups);
    adjoint(w).add(graph.wide(weight, w.shape(), x, d.node()));
    bias(node, d);
  }

  private void dense(Node node, PerExample d) {
    Node x = node.input(0);
    Node w = node.input(1);
    adjoint(x).add(graph.example(new Op.DenseInputGradient(), x.shape(), d.node(), w));
    adjoint(w).add(graph.wide(new Op.DenseWeightGradient(), w.shape(), x, d.node()));
    bias(node, d);
  }

  private void bias(Node node, PerExample d) {
    if (node.inputs().size() == 3) {
      adjoint(node.input(2)).add(d.sum());
    }
  }

  private void unary(Node node, Function function, PerExample d) {
    Node x = node.input(0);
    PerExample y = ex(node);
    adjoint(x)
        .add(
            switch (function) {
              case NEGATE -> d.negate();
              case SQUARE -> d.times(ex(x)).times(2);
              case SQRT -> d.times(0.5).dividedBy(y);
              case RSQRT -> d.times(y.square().times(y)).times(-0.5);
              case RECIPROCAL -> d.times(y.square()).negate();
              case EXP -> d.times(y);
              case LOG -> d.dividedBy(ex(x));
              case SIGMOID -> gradient(Operator.SIGMOID_GRADIENT, d, node);
              case RELU -> gradient(Operator.RELU_GRADIENT, d, node);
              case TANH -> gradient(Operator.TANH_GRADIENT, d, node);
            });
  }

  private PerExample gradient(Operator operator, PerExample d, Node y) {
    return graph.example(new Op.Binary(operator), y.shape(), d.node(), y);
  }

  private void binary(Node node, Operator operator, PerExample d) {
    Node a = node.input(0);
    Node b = node.input(1);
    switch (operator) {
      case ADD -> {
        adjoint(a).add(d);
        adjoint(b).add(d);
      }
      case SUBTRACT -> {
        adjoint(a).add(d);
        if (b.perExample()) {
          adjoint(b).add(d.negate());
        } else {
          adjoint(b).add(d.sum().negate());
        }
      }
      case MULTIPLY -> {
        addProduct(a, d, b);
        addProduct(b, d, a);
      }
      case DIVIDE -> {
        adjoint(a).add(d.dividedBy(b.perExample() ? ex(b) : wide(b)));
        PerExample dy = d.times(ex(node));
        if (b.perExample()) {
          adjoint(b).add(dy.dividedBy(ex(b)).negate());
        } else {
          adjoint(b).add(dy.sum().dividedBy(wide(b)).negate());
        }
      }
      case SELECT -> adjoint(a).add(d.select(ex(b)));
      default -> throw new IllegalStateException("no gradient is defined for " + node);
    }
  }

  /// mean gives dMean/m, variance (x − mean)·2/m·dVariance; together one multiply-add. Where there are weights, that is selected by
  /// them and multiplied.
  private void moments(Node node, Map<Part, BatchWide> d) {
    PerExample x = ex(node.input(0));
    boolean weighted = node.inputs().size() == 2;
    Moments moments = weighted ? x.moments(ex(node.input(1))) : x.moments();
    BatchWide count = moments.weight();
    Optional<BatchWide> dMean =
        Optional.ofNullable(d.get(Part.MEAN)).map(mean -> mean.dividedBy(count));
    if (d.containsKey(Part.VARIANCE)) {
      BatchWide scale = d.get(Part.VARIANCE).times(2).dividedBy(count);
      PerExample term = x.minus(moments.mean()).times(scale);
      PerExample both = dMean.isPresent() ? term.plus(dMean.get()) : term;
      adjoint(x.node()).add(weighted ? weighted(both, ex(node.input(1))) : both);
    } else if (dMean.isPresent() && weighted) {
      PerExample term = graph.example(new Op.Spread(), x.shape(), dMean.get().node());
      adjoint(x.node()).add(weighted(term, ex(node.input(1))));
    } else {
      dMean.ifPresent(mean -> adjoint(x.node()).add(mean));
    }
  }

  private static PerExample weighted(PerExample term, PerExample weights) {
    return term.select(weights).times(weights);
  }

  private void wide(Node node, BatchWide d) {
    switch (node.op()) {
      case Op.Constant _, Op.Count _, Op.Progress _, Op.StopGradient _, Op.MovingAverage _ -> {
        // Nothing flows through.
      }
      case Op.MomentPart(Part part) ->
          parts
              .computeIfAbsent(node.input(0), n -> new EnumMap<>(Part.class))
              .merge(part, d, BatchWide::plus);
      case Op.Sum _ -> adjoint(node.input(0)).add(d);
      case Op.SumProduct _ -> sumProduct(node, d);
      case Op.WideSum _ -> adjoint(node.input(0)).add(d);
      case Op.WideBroadcast _ -> adjoint(node.input(0)).add(d.sum());
      case Op.Transpose _ -> adjoint(node.input(0)).add(d.transpose());
      case Op.WideTile _ -> adjoint(node.input(0)).add(d.fold(node.input(0).shape()));
      case Op.WideFold _ -> adjoint(node.input(0)).add(d.tile(node.input(0).shape()));
      case Op.MatMul _ -> {
        adjoint(node.input(0)).add(d.matmul(wide(node.input(1)).transpose()));
        adjoint(node.input(1)).add(wide(node.input(0)).transpose().matmul(d));
      }
      case Op.Unary(Function function) -> wideUnary(node, function, d);
      case Op.Binary(Operator operator) -> wideBinary(node, operator, d);
      case Op.Select _ -> choice(wide(node.input(0)), wide(node.input(1)), wide(node.input(2)), d);
      default -> throw new IllegalStateException("no gradient is defined for " + node);
    }
  }

  private void sumProduct(Node node, BatchWide d) {
    PerExample a = ex(node.input(0));
    PerExample b = ex(node.input(1));
    adjoint(a.node()).add(repeated(b, d).times(d));
    adjoint(b.node()).add(repeated(a, d).times(d));
  }

  /// Returns x with as many channels as d: one channel was broadcast going forward.
  private PerExample repeated(PerExample x, BatchWide d) {
    int channels = d.shape().channels();
    return x.shape().channels() == channels
        ? x
        : graph.example(
            new Op.ChannelBroadcast(channels), x.shape().withChannels(channels), x.node());
  }

  private void wideUnary(Node node, Function function, BatchWide d) {
    BatchWide x = wide(node.input(0));
    BatchWide y = wide(node);
    adjoint(x.node())
        .add(
            switch (function) {
              case NEGATE -> d.negate();
              case SQUARE -> d.times(x).times(2);
              case SQRT -> d.times(0.5).dividedBy(y);
              case RSQRT -> d.times(y.square().times(y)).times(-0.5);
              case RECIPROCAL -> d.times(y.square()).negate();
              case EXP -> d.times(y);
              case LOG -> d.dividedBy(x);
              case SIGMOID, RELU, TANH ->
                  throw new IllegalStateException("no gradient is defined for " + node);
            });
  }

  private void wideBinary(Node node, Operator operator, BatchWide d) {
    BatchWide a = wide(node.input(0));
    BatchWide b = wide(node.input(1));
    switch (operator) {
      case ADD -> {
        adjoint(a.node()).add(d);
        adjoint(b.node()).add(d);
      }
      case SUBTRACT -> {
        adjoint(a.node()).add(d);
        adjoint(b.node()).add(d.negate());
      }
      case MULTIPLY -> {
        adjoint(a.node()).add(d.times(b));
        adjoint(b.node()).add(d.times(a));
      }
      case DIVIDE -> {
        adjoint(a.node()).add(d.dividedBy(b));
        adjoint(b.node()).add(d.times(wide(node)).dividedBy(b).negate());
      }
      case MINIMUM -> choice(a.minus(b), b, a, d);
      case MAXIMUM -> choice(b.minus(a), b, a, d);
      default -> throw new IllegalStateException("no gradient is defined for " + node);
    }
  }

  /// Sends d to `chosen` where the condition is positive, else to `other`.
  private void choice(BatchWide condition, BatchWide chosen, BatchWide other, BatchWide d) {
    adjoint(chosen.node()).add(condition.select(d, 0));
    adjoint(other.node()).add(condition.select(graph.constant(0), d));
  }
}
