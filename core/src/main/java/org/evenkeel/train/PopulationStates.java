package org.evenkeel.train;

import java.util.Arrays;
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

  /// Sets the states that follow nothing but moments that are known.
  ///
  /// @param values written: these states; the others are left alone
  void setKnown(List<FollowedStatistic> states, VariableValues values) {
    for (FollowedStatistic followed : states) {
      if (known.keySet().containsAll(followed.moments())) {
        set(followed, values);
      }
    }
  }

  /// Sets a state.
  ///
  /// @param followed what it follows
  /// @param values read: parameters that the statistic is made of; states count as at the start of training; written: the state, rounded to float32 once
  private void set(FollowedStatistic followed, VariableValues values) {
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
      parts.put(variable, value(part));
      rewriting.replace(part, builder.read(variable));
    }
    BatchWide statistic = rewriting.batchWide(followed.statistic());
    Graph graph = Graph.of(Map.of("statistic", statistic.node()), Map.of(), Map.of());
    ReferenceVariables read = new ReferenceVariables(graph.variables());
    for (Variable variable : read.variables()) {
      IntToDoubleFunction part = parts.get(variable);
      Arrays.setAll(read.of(variable), part == null ? first(variable, values) : part);
    }
    ReferenceResult result = Reference.of(graph).run(ReferenceBatch.of(1, Map.of()), read);
    double[] found = result.result("statistic");
    float[] state = values.of(followed.state());
    for (int i = 0; i < state.length; i++) {
      state[i] = (float) found[i];
    }
  }

  /// Returns a state's values at the start of training, a parameter's of now.
  private static IntToDoubleFunction first(Variable variable, VariableValues values) {
    if (!variable.learnable()
        && variable.initializer() instanceof Initializer.Constant(double first)) {
      return _ -> first;
    }
    float[] present = values.of(variable);
    return i -> present[i];
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
