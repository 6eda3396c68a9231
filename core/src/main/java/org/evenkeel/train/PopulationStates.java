package org.evenkeel.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.FollowedStatistic;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Rewriting;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.nn.TrackedMoments.Tracked;
import org.evenkeel.reference.Reference;
import org.evenkeel.reference.ReferenceBatch;
import org.evenkeel.reference.ReferenceResult;
import org.evenkeel.reference.ReferenceVariables;

/// Turns moments of a data set into values of states: the statistic that a state follows, with the data set in the place of the first batch of all. So counters
/// start anew: one batch, or as many values as the data set has.
final class PopulationStates {
  private final Map<Node, PopulationMoments> known = new LinkedHashMap<>();
  private final int examples;

  /// Prepares for a data set of so many examples.
  PopulationStates(int examples) {
    this.examples = examples;
  }

  /// Learns moments.
  void learn(Map<Tracked, PopulationMoments> moments) {
    moments.forEach((tracked, population) -> known.put(tracked.node(), population));
  }

  /// Returns whether all is known that a state follows.
  boolean knows(FollowedStatistic followed) {
    return known.keySet().containsAll(followed.moments());
  }

  /// Sets a state.
  ///
  /// @param followed what it follows
  /// @param values read: parameters that the statistic is made of; states count as at the start of training; written: the state, rounded to float32 once
  void set(FollowedStatistic followed, VariableValues values) {
    List<Variable> variables = new ArrayList<>(values.variables());
    Map<Variable, IntToDoubleFunction> parts = new LinkedHashMap<>();
    GraphBuilder builder = new GraphBuilder();
    Rewriting rewriting = new Rewriting(builder);
    for (Node part : followed.parts()) {
      Variable variable =
          new Variable(
              "population",
              "part" + part.id(),
              Role.STATE,
              part.shape(),
              Initializer.zeros(),
              false);
      variables.add(variable);
      parts.put(variable, value(part));
      rewriting.replace(part, builder.read(variable));
    }
    BatchWide statistic = rewriting.batchWide(followed.statistic());
    Graph graph = Graph.of(Map.of("statistic", statistic.node()), Map.of(), Map.of());
    ReferenceVariables all = new ReferenceVariables(variables);
    for (Variable variable : values.variables()) {
      float[] floats = values.of(variable);
      boolean fresh =
          !variable.learnable() && variable.initializer() instanceof Initializer.Constant;
      double[] doubles = all.of(variable);
      for (int i = 0; i < floats.length; i++) {
        doubles[i] =
            fresh && variable.initializer() instanceof Initializer.Constant(double first)
                ? first
                : floats[i];
      }
    }
    parts.forEach((variable, value) -> java.util.Arrays.setAll(all.of(variable), value));
    ReferenceResult result = Reference.of(graph).run(ReferenceBatch.of(1, Map.of()), all);
    double[] found = result.result("statistic");
    float[] state = values.of(followed.state());
    for (int i = 0; i < state.length; i++) {
      state[i] = (float) found[i];
    }
  }

  private IntToDoubleFunction value(Node part) {
    if (part.op() instanceof Op.MomentPart(Op.Part kind)) {
      PopulationMoments moments = java.util.Objects.requireNonNull(known.get(part.input(0)));
      return switch (kind) {
        case MEAN -> moments::mean;
        case VARIANCE -> moments::variance;
        case WEIGHT -> moments::weight;
      };
    }
    double count = (double) examples * part.input(0).shape().positions();
    return _ -> count;
  }
}
