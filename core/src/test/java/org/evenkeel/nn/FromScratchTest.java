package org.evenkeel.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.norm.BatchNorm;
import org.junit.jupiter.api.Test;

/// A user's own layer is written in the same way as a built-in one, and becomes the same graph.
class FromScratchTest {
  /// Batch normalization as a user writes it, without moments.
  private record OwnNorm() implements Layer {
    @Override
    public String type() {
      return "batchNorm";
    }

    @Override
    public PerExample apply(PerExample x, Scope scope) {
      Shape channels = Shape.of(x.shape().channels());
      BatchWide gamma = scope.parameter(Role.GAMMA, channels, Initializer.ones());
      BatchWide beta = scope.parameter(Role.BETA, channels, Initializer.zeros());
      BatchWide movingMean = scope.state(Role.MOVING_MEAN, channels, Initializer.zeros());
      BatchWide movingVariance = scope.state(Role.MOVING_VARIANCE, channels, Initializer.ones());
      if (!scope.training()) {
        BatchWide scale = movingVariance.plus(1e-5).rsqrt().times(gamma);
        return x.minus(movingMean).times(scale).plus(beta);
      }
      BatchWide mean = x.mean();
      BatchWide variance = x.minus(mean).square().mean();
      scope.update(movingMean, movingMean.movingAverage(mean, 0.9));
      scope.update(movingVariance, movingVariance.movingAverage(variance, 0.9));
      return x.minus(mean).times(variance.plus(1e-5).rsqrt().times(gamma)).plus(beta);
    }
  }

  private static Sequential network(Layer norm) {
    return Sequential.of(
        Shape.of(2, 5, 5), conv2d(3, 3), norm, sigmoid(), flatten(), dense(4), norm, dense(2));
  }

  @Test
  void becomesTheSameTrainingGraph() {
    Graph own = network(new OwnNorm()).trace(true).trainingGraph();
    Graph builtIn = network(BatchNorm.likeTheSection()).trace(true).trainingGraph();
    Map<Computation, Integer> numbers = new HashMap<>();
    assertThat(wanted(own, numbers)).isEqualTo(wanted(builtIn, numbers)).hasSize(3 + 10 + 4);
    assertThat(numbers).hasSize(own.nodes().size()).hasSize(builtIn.nodes().size());
    assertThat(operations(own)).isEqualTo(operations(builtIn)).hasSizeGreaterThan(60);
    assertThat(own.gradients().keySet()).isEqualTo(builtIn.gradients().keySet());
    assertThat(own.updates().keySet()).isEqualTo(builtIn.updates().keySet()).hasSize(4);
  }

  @Test
  void becomesTheSamePredictionGraph() {
    Map<Computation, Integer> numbers = new HashMap<>();
    Graph own = network(new OwnNorm()).trace(false).predictionGraph();
    Graph builtIn = network(BatchNorm.likeTheSection()).trace(false).predictionGraph();
    assertThat(wanted(own, numbers)).isEqualTo(wanted(builtIn, numbers)).hasSize(4);
  }

  @Test
  void normalizationIsOneSubtractionAndOneMultiplyAdd() {
    Graph graph = network(BatchNorm.likeTheSection()).trace(false).predictionGraph();
    assertThat(
            graph.nodes().stream()
                .filter(node -> node.layer().equals("batchNorm1") && node.perExample())
                .map(node -> node.op().toString()))
        .containsExactly("Binary[operator=SUBTRACT]", "MultiplyAdd[]");
  }

  /// What a node computes, whatever its place in the order of nodes.
  private record Computation(Op op, List<Integer> inputs, Shape shape) {}

  /// Numbers all computations, equal ones of several graphs alike, and returns the numbers of what
  /// is wanted by name.
  private static Map<String, Integer> wanted(Graph graph, Map<Computation, Integer> numbers) {
    Map<Node, Integer> numberOf = new HashMap<>();
    for (Node node : graph.nodes()) {
      List<Integer> inputs = node.inputs().stream().map(numberOf::get).toList();
      Computation computation = new Computation(node.op(), inputs, node.shape());
      numberOf.put(node, numbers.computeIfAbsent(computation, _ -> numbers.size()));
    }
    Map<String, Integer> wanted = new TreeMap<>();
    graph.results().forEach((name, node) -> wanted.put(name, numberOf.get(node)));
    graph.gradients().forEach((v, node) -> wanted.put("d " + v.name(), numberOf.get(node)));
    graph.updates().forEach((v, node) -> wanted.put("new " + v.name(), numberOf.get(node)));
    return wanted;
  }

  private static List<String> operations(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().toString()).sorted().toList();
  }
}
