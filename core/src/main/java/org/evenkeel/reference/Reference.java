package org.evenkeel.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Computes a graph node by node in float64 with plain loops: slow, and right.
///
/// Numerics: the formulas of docs/NUMERICS.md in float64, without regard to the order of
/// arithmetic.
public final class Reference {
  private final Graph graph;

  private Reference(Graph graph) {
    this.graph = graph;
  }

  /// Returns an interpreter of `graph`.
  public static Reference of(Graph graph) {
    return new Reference(graph);
  }

  /// Computes every node of the graph; changes no variable.
  ///
  /// @param batch number of examples and data for every input of the graph
  /// @param variables values of every variable that the graph reads
  /// @throws IllegalArgumentException if an input or a variable is missing or has the wrong number
  ///   of values
  public ReferenceResult run(ReferenceBatch batch, ReferenceVariables variables) {
    Run run = new Run(batch, variables, new HashMap<>());
    graph.nodes().forEach(run::compute);
    return new ReferenceResult(graph, run.values, batch.examples());
  }

  /// Makes one result of those of a batch's parts: values of all examples one after the other, all sums and moments over them; gradients added up,
  /// each part's of its own mean loss as often as it has examples.
  ///
  /// @param parts results of this graph, in order
  /// @param progress how far training has come, in [0, 1]
  public ReferenceResult merge(
      List<ReferenceResult> parts, ReferenceVariables variables, double progress) {
    int examples = parts.stream().mapToInt(ReferenceResult::examples).sum();
    ReferenceBatch batch = new ReferenceBatch(examples, Map.of(), 0, 0, progress);
    Run run = new Run(batch, variables, new HashMap<>());
    for (Node node : graph.nodes()) {
      if (node.perExample()) {
        Values y = Values.zeros(node, examples);
        int at = 0;
        for (ReferenceResult part : parts) {
          double[] from = part.value(node);
          System.arraycopy(from, 0, y.data(), at, from.length);
          at += from.length;
        }
        run.values.put(node, y);
      } else if (graph.gradients().containsValue(node)) {
        Values y = Values.zeros(node, 1);
        for (ReferenceResult part : parts) {
          double share = (double) part.examples() / examples;
          for (int i = 0; i < y.data().length; i++) {
            y.data()[i] += share * part.value(node)[i];
          }
        }
        run.values.put(node, y);
      } else {
        run.compute(node);
      }
    }
    return new ReferenceResult(graph, run.values, examples);
  }

  private record Run(ReferenceBatch batch, ReferenceVariables variables, Map<Node, Values> values) {

    private void compute(Node node) {
      Values y = Values.zeros(node, batch.examples());
      compute(node, y);
      values.put(node, y);
    }

    /// Fills y, which is all 0.
    private void compute(Node node, Values y) {
      switch (node.op()) {
        case Op.Input(var name) -> copy(batch.input(name, node.shape()), y);
        case Op.Read(var variable) -> copy(variables.of(variable), y);
        case Op.Constant(var value) -> y.data()[0] = value;
        case Op.Count _ -> y.data()[0] = ReduceReference.weight(in(node, 0));
        case Op.Progress _ -> y.data()[0] = batch.progress();
        case Op.Reshape _, Op.StopGradient _ -> copy(in(node, 0).data(), y);

        case Op.Conv2d(var window, var groups) -> {
          bias(node, y);
          ConvReference.forward(in(node, 0), in(node, 1), window, groups, y);
        }
        case Op.Conv2dInputGradient(var window, var groups) ->
            ConvReference.inputGradient(in(node, 0), in(node, 1), window, groups, y);
        case Op.Conv2dWeightGradient(var window, var groups) ->
            ConvReference.weightGradient(in(node, 0), in(node, 1), window, groups, y);
        case Op.Dense _ -> {
          bias(node, y);
          DenseReference.forward(in(node, 0), in(node, 1), y);
        }
        case Op.DenseInputGradient _ -> DenseReference.inputGradient(in(node, 0), in(node, 1), y);
        case Op.DenseWeightGradient _ -> DenseReference.weightGradient(in(node, 0), in(node, 1), y);
        case Op.MatMul _ -> DenseReference.matmul(in(node, 0), in(node, 1), y);
        case Op.Transpose _ -> DenseReference.transpose(in(node, 0), y);

        case Op.Unary(var function) -> ElementReference.unary(function, in(node, 0), y);
        case Op.Binary(var operator) ->
            ElementReference.binary(operator, in(node, 0), in(node, 1), y);
        case Op.MultiplyAdd _ ->
            ElementReference.multiplyAdd(in(node, 0), in(node, 1), in(node, 2), y);
        case Op.Differs(var value) -> ElementReference.differs(value, in(node, 0), y);
        case Op.ChannelBroadcast _, Op.Spread _ -> ElementReference.spread(in(node, 0), y);
        case Op.WideBroadcast _ -> ElementReference.repeat(in(node, 0), y);
        case Op.MovingAverage _ ->
            ElementReference.movingAverage(in(node, 0), in(node, 1), in(node, 2), y);
        case Op.Select _ -> ElementReference.select(in(node, 0), in(node, 1), in(node, 2), y);
        case Op.Permute permute ->
            ElementReference.permute(in(node, 0), permute.sources(node.input(0).shape()), y);
        case Op.Dropout(var rate, var index) ->
            DropoutReference.dropout(rate, index, batch, in(node, 0), y);

        case Op.Sum _ -> ReduceReference.sum(in(node, 0), y);
        case Op.SumProduct _ -> ReduceReference.sumProduct(in(node, 0), in(node, 1), y);
        case Op.Moments _ -> {
          // Its parts are computed from x.
        }
        case Op.MomentPart(var part) -> {
          Node moments = node.input(0);
          Values x = in(moments, 0);
          if (moments.inputs().size() == 1) {
            ReduceReference.moments(x, part, y);
          } else {
            ReduceReference.weightedMoments(x, in(moments, 1), part, y);
          }
        }
        case Op.ChannelSum _ -> ReduceReference.channelSum(in(node, 0), y);
        case Op.WideSum _ -> ReduceReference.sumOfAll(in(node, 0), y);

        case Op.WideTile _ -> ElementReference.tile(in(node, 0), y);
        case Op.WideFold _ -> ElementReference.fold(in(node, 0), y);

        case Op.GroupSum _ -> GroupReference.sum(in(node, 0), y);
        case Op.GroupBroadcast _ -> GroupReference.broadcast(in(node, 0), y);
        case Op.GhostMeans _ -> {
          // Each example's mean is computed from x.
        }
        case Op.GhostSpread _ -> {
          Ghosts ghosts = ((Op.GhostMeans) node.input(0).op()).ghosts();
          GroupReference.ghostMean(ghosts, in(node.input(0), 0), y);
        }
        case Op.GroupStatistics(var groups, var centred, var epsilon) ->
            GroupReference.statistics(groups, centred, epsilon, in(node, 0), y);
        case Op.GroupNormalize _ -> GroupReference.normalize(in(node, 0), in(node, 1), y);
        case Op.GroupNormalizeGradient _ -> {
          boolean centred = ((Op.GroupStatistics) node.input(2).op()).centred();
          GroupReference.gradient(centred, in(node, 0), in(node, 1), in(node, 2), y);
        }

        case Op.AvgPool(var window, var countPadding) ->
            PoolReference.average(in(node, 0), window, countPadding, y);
        case Op.AvgPoolGradient(var window, var countPadding) ->
            PoolReference.averageGradient(in(node, 0), window, countPadding, y);
        case Op.MaxPool(var window) -> PoolReference.max(in(node, 0), window, y);
        case Op.MaxPoolGradient(var window) ->
            PoolReference.maxGradient(in(node, 0), in(node, 1), window, y);

        case Op.CrossEntropy _ -> LossReference.crossEntropy(in(node, 0), in(node, 1), y);
        case Op.CrossEntropyGradient _ ->
            LossReference.crossEntropyGradient(in(node, 0), in(node, 1), y);
        case Op.Correct _ -> LossReference.correct(in(node, 0), in(node, 1), y);
        case Op.Softmax _ -> LossReference.softmax(in(node, 0), y);
      }
    }

    private Values in(Node node, int i) {
      return Objects.requireNonNull(values.get(node.input(i)));
    }

    /// Starts sums at the bias, which is the third operand if there is one.
    private void bias(Node node, Values y) {
      if (node.inputs().size() == 3) {
        ElementReference.spread(in(node, 2), y);
      }
    }

    private static void copy(double[] from, Values y) {
      System.arraycopy(from, 0, y.data(), 0, y.data().length);
    }
  }
}
