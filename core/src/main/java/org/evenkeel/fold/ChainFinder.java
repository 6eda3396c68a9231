package org.evenkeel.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Traced;

/// Finds in the graph of prediction what can be folded: arithmetic per channel that reads a convolution or dense layer and nothing else.
final class ChainFinder {
  /// What was found for a normalization layer.
  sealed interface Finding {
    /// It can be folded.
    record Foldable(Chain chain) implements Finding {}

    /// It cannot.
    record Not(String reason) implements Finding {}
  }

  private final LayerTree tree;
  private final Graph graph;
  private final Graph training;
  private final List<Variable> variables;
  private final Map<Node, Integer> uses = new HashMap<>();

  ChainFinder(Sequential network, LayerTree tree) {
    this.tree = tree;
    Traced traced = network.trace(false);
    graph = traced.logitsGraph();
    variables = traced.variables();
    training = network.trace(true).logitsGraph();
    graph.results().values().forEach(node -> uses.merge(node, 1, Integer::sum));
    for (Node node : graph.nodes()) {
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
  }

  /// Returns the names of all layers that normalize over the batch, in the order in which prediction passes them: those with moving statistics, and
  /// those that take moments.
  List<String> normalizations() {
    Set<String> layers = new HashSet<>();
    for (Variable variable : variables) {
      if (variable.role() == Role.MOVING_MEAN || variable.role() == Role.MOVING_VARIANCE) {
        layers.add(variable.layer());
      }
    }
    Stream.concat(graph.nodes().stream(), training.nodes().stream())
        .filter(node -> node.op() instanceof Op.Moments)
        .forEach(node -> layers.add(node.layer()));
    Set<String> ordered = new LinkedHashSet<>();
    graph.nodes().stream().map(Node::layer).filter(layers::contains).forEach(ordered::add);
    return List.copyOf(ordered);
  }

  /// Returns how `layer`, one of [#normalizations], can be folded, or why it cannot.
  Finding find(String layer) {
    Optional<String> leaf = tree.leafOf(layer);
    if (leaf.isEmpty()) {
      return new Finding.Not("is not a layer of its own");
    }
    List<Node> own = nodesOf(leaf.get());
    if (own.stream().anyMatch(this::readsTheBatch)) {
      return new Finding.Not(
          "is in training state: it normalizes by statistics of the batch in prediction too; give"
              + " it stored statistics");
    }
    if (own.isEmpty() || !own.stream().allMatch(ChainFinder::isMap)) {
      return new Finding.Not(
          leaf.get().equals(layer)
              ? "does more in prediction than add to each channel and multiply it"
              : "lies in layer \"%s\", which folding cannot take apart".formatted(leaf.get()));
    }
    return chain(own);
  }

  private Finding chain(List<Node> own) {
    List<Node> maps = new ArrayList<>();
    Node node = own.getLast();
    Optional<Node> shared = Optional.empty();
    while (isMap(node) && !readsTheBatch(node)) {
      maps.addFirst(node);
      node = example(node);
      if (uses.getOrDefault(node, 0) > 1) {
        shared = Optional.of(node);
      }
    }
    if (!isWeighted(node)) {
      return new Finding.Not(comesFirst(node));
    }
    return shared.isPresent()
        ? new Finding.Not(
            "shares its input, %s, with other layers, which need it as it is"
                .formatted(describe(shared.get())))
        : chain(node, maps);
  }

  private Finding chain(Node source, List<Node> maps) {
    Optional<String> owner = tree.leafOf(source.layer());
    Set<String> layers = new TreeSet<>();
    for (Node map : maps) {
      Optional<String> leaf = tree.leafOf(map.layer());
      if (leaf.isEmpty() || !maps.containsAll(nodesOf(leaf.get()))) {
        return new Finding.Not(
            "follows %s, which folding cannot take apart".formatted(describe(map)));
      }
      layers.add(leaf.get());
    }
    boolean bias = source.inputs().size() == 3;
    if (owner.isEmpty() || !(bias || LayerTree.takesBias(tree.leaf(owner.get())))) {
      return new Finding.Not(
          "follows %s, which has no bias to take its shift".formatted(describe(source)));
    }
    for (Node weight : source.inputs().subList(1, source.inputs().size())) {
      if (!(weight.op() instanceof Op.Read) || uses.getOrDefault(weight, 0) > 1) {
        return new Finding.Not(
            "follows %s, whose weights are computed or shared".formatted(describe(source)));
      }
    }
    return new Finding.Foldable(new Chain(source, maps, owner.get(), layers));
  }

  private List<Node> nodesOf(String leaf) {
    return graph.nodes().stream()
        .filter(Node::perExample)
        .filter(node -> LayerTree.within(node.layer(), leaf))
        .toList();
  }

  /// Whether a batch-wide operand of a per-example node depends on the examples.
  private boolean readsTheBatch(Node node) {
    return node.inputs().stream().anyMatch(input -> !input.perExample() && dependsOnBatch(input));
  }

  private static boolean dependsOnBatch(Node wide) {
    Set<Node> seen = new HashSet<>(Set.of(wide));
    List<Node> left = new ArrayList<>(seen);
    while (!left.isEmpty()) {
      Node node = left.removeLast();
      if (node.perExample()) {
        return true;
      }
      node.inputs().stream().filter(seen::add).forEach(left::add);
    }
    return false;
  }

  private static boolean isWeighted(Node node) {
    return node.op() instanceof Op.Conv2d || node.op() instanceof Op.Dense;
  }

  /// y = a·x + b per channel, one step of it: one per-example operand, the others batch-wide.
  static boolean isMap(Node node) {
    boolean known =
        switch (node.op()) {
          case Op.Binary(Op.Operator operator) ->
              switch (operator) {
                case ADD, SUBTRACT, MULTIPLY -> true;
                case DIVIDE -> node.input(0).perExample();
                default -> false;
              };
          case Op.StopGradient _ -> true;
          case Op.Unary(Op.Function function) -> function == Op.Function.NEGATE;
          default -> false;
        };
    return known
        && node.perExample()
        && node.inputs().stream().filter(Node::perExample).count() == 1
        && example(node).shape().equals(node.shape());
  }

  /// Returns the one per-example operand.
  static Node example(Node node) {
    return node.inputs().stream().filter(Node::perExample).findFirst().orElseThrow();
  }

  private static String comesFirst(Node source) {
    return source.op() instanceof Op.Input
        ? "comes first: no convolution or dense layer is before it"
        : "has no convolution or dense layer right before it, but " + describe(source);
  }

  private static String describe(Node node) {
    return node.layer().isEmpty() ? "the input" : "layer \"" + node.layer() + "\"";
  }
}
