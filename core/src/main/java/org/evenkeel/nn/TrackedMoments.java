package org.evenkeel.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.graph.FollowedStatistic;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Rewriting;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;

/// The moments that a network's states follow, and the graphs that compute them: all at once in training mode, or layer after layer in prediction mode.
///
/// Everything is found in the graph, so that a user's own layers take part. What a layer puts out in prediction mode is what it says itself; inside a layer, moments
/// stand for the states that follow them.
public final class TrackedMoments {
  /// Moments that states follow.
  ///
  /// @param number position in the network, from 0
  /// @param layer the layer that asked for them
  /// @param node in the graph of training mode
  /// @param input what they are taken of, in the graph of prediction mode
  /// @param weights what each value counts, in the graph of prediction mode, if not 1
  /// @param pass the pass that can compute them in prediction mode: one more than that of any moments before them, from 0
  public record Tracked(
      int number,
      String layer,
      Node node,
      PerExample input,
      Optional<PerExample> weights,
      int pass) {
    /// Returns the result that holds the mean.
    public String mean() {
      return "moments" + number + ".mean";
    }

    /// Returns the result that holds the biased variance.
    public String variance() {
      return "moments" + number + ".variance";
    }

    /// Returns the result that holds the sum of the weights, if there are weights.
    public String weight() {
      return "moments" + number + ".weight";
    }

    /// Returns the name of the result, or of the input, that holds what they are taken of.
    public String values() {
      return "moments" + number + ".values";
    }

    private void results(
        PerExample values, Optional<PerExample> counted, Map<String, Node> results) {
      Moments moments = counted.map(values::moments).orElseGet(values::moments);
      results.put(mean(), moments.mean().node());
      results.put(variance(), moments.variance().node());
      if (counted.isPresent()) {
        results.put(weight(), moments.weight().node());
      }
    }
  }

  private final List<FollowedStatistic> states;
  private final List<Tracked> moments = new ArrayList<>();

  private TrackedMoments(Traced training, Traced prediction) {
    states = FollowedStatistic.of(training.scope().updates());
    Rewriting predicting = predicting(training, prediction);
    Map<Variable, Integer> passes = new HashMap<>();
    for (Node node : momentsInOrder()) {
      PerExample input = predicting.perExample(node.input(0));
      Optional<PerExample> weights = weights(node).map(predicting::perExample);
      Set<Variable> before = statesBehind(input.node());
      weights.ifPresent(value -> before.addAll(statesBehind(value.node())));
      int pass = 0;
      for (Variable state : before) {
        pass = Math.max(pass, passes.getOrDefault(state, -1) + 1);
      }
      moments.add(new Tracked(moments.size(), node.layer(), node, input, weights, pass));
      for (FollowedStatistic followed : states) {
        if (followed.moments().contains(node)) {
          passes.merge(followed.state(), pass, Math::max);
        }
      }
    }
  }

  /// Returns the moments that the states of `network` follow; none where no layer follows any.
  public static TrackedMoments of(Sequential network) {
    return new TrackedMoments(network.trace(true), network.trace(false));
  }

  private static Optional<Node> weights(Node moments) {
    return moments.inputs().stream().skip(1).findFirst();
  }

  private List<Node> momentsInOrder() {
    return states.stream()
        .flatMap(followed -> followed.moments().stream())
        .distinct()
        .sorted(java.util.Comparator.comparingInt(Node::id))
        .toList();
  }

  /// Training mode rewritten to prediction mode, in the graph of the latter.
  private Rewriting predicting(Traced training, Traced prediction) {
    Rewriting rewriting = new Rewriting(prediction.graph()).withoutDropout();
    for (FollowedStatistic followed : states) {
      for (Node part : followed.parts()) {
        if (part.op() instanceof Op.MomentPart(Op.Part kind)
            && ((kind == Op.Part.MEAN && followed.state().role() == Role.MOVING_MEAN)
                || (kind == Op.Part.VARIANCE && followed.state().role() == Role.MOVING_VARIANCE))) {
          rewriting.replace(part, prediction.graph().read(followed.state()));
        }
      }
    }
    Map<String, List<PerExample>> predicted = prediction.scope().outputs();
    training
        .scope()
        .outputs()
        .forEach(
            (layer, trained) -> {
              List<PerExample> outputs = predicted.getOrDefault(layer, List.of());
              for (int i = 0; i < trained.size() && trained.size() == outputs.size(); i++) {
                rewriting.replace(trained.get(i).node(), outputs.get(i));
              }
            });
    return rewriting;
  }

  private static Set<Variable> statesBehind(Node node) {
    Set<Variable> found = new HashSet<>();
    collect(node, new HashSet<>(), found);
    return found;
  }

  private static void collect(Node node, Set<Node> seen, Set<Variable> found) {
    if (seen.add(node)) {
      if (node.op() instanceof Op.Read(Variable variable) && !variable.learnable()) {
        found.add(variable);
      }
      node.inputs().forEach(input -> collect(input, seen, found));
    }
  }

  /// Returns the states that follow moments.
  public List<FollowedStatistic> states() {
    return states;
  }

  /// Returns the moments, in the order of the network.
  public List<Tracked> moments() {
    return List.copyOf(moments);
  }

  /// Returns the moments that one pass computes.
  public List<Tracked> moments(int pass) {
    return moments.stream().filter(tracked -> tracked.pass() == pass).toList();
  }

  /// Returns how many passes over the data prediction mode takes.
  public int passes() {
    return moments.stream().mapToInt(tracked -> tracked.pass() + 1).max().orElse(0);
  }

  /// Returns the graph of all moments in training mode: every batch normalized by its own, no dropout.
  public Graph inTraining() {
    Rewriting rewriting = new Rewriting(new GraphBuilder()).withoutDropout();
    Map<String, Node> results = new LinkedHashMap<>();
    for (Tracked tracked : moments) {
      tracked.results(
          rewriting.perExample(tracked.node().input(0)),
          weights(tracked.node()).map(rewriting::perExample),
          results);
    }
    return Graph.of(results, Map.of(), Map.of());
  }

  /// Returns the graph of the moments of one pass in prediction mode, all states that they need being known.
  ///
  /// @param pass which
  /// @param given moments of former passes of which the values are given as inputs
  /// @param kept moments of this pass of which the values are results too
  public Graph inPrediction(int pass, List<Tracked> given, List<Tracked> kept) {
    GraphBuilder builder = new GraphBuilder();
    Rewriting rewriting = new Rewriting(builder);
    for (Tracked tracked : given) {
      rewriting.replace(
          tracked.input().node(), builder.input(tracked.values(), tracked.input().shape()));
    }
    Map<String, Node> results = new LinkedHashMap<>();
    for (Tracked tracked : moments(pass)) {
      PerExample input = rewriting.perExample(tracked.input().node());
      tracked.results(input, tracked.weights().map(w -> rewriting.perExample(w.node())), results);
      if (kept.contains(tracked)) {
        results.put(tracked.values(), input.node());
      }
    }
    return Graph.of(results, Map.of(), Map.of());
  }
}
