package org.evenkeel.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.Shuffle;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.LaneTree;
import org.evenkeel.nn.TrackedMoments.Tracked;
import org.evenkeel.plan.Plan;
import org.evenkeel.reference.Reference;
import org.evenkeel.reference.ReferenceBatch;
import org.evenkeel.reference.ReferenceResult;
import org.evenkeel.reference.ReferenceVariables;

/// One pass over a data set, in its own order, that gathers moments.
final class MomentsPass {
  private final Dataset data;
  private final Batches batches;
  private final VariableValues variables;
  private final Execution execution;

  /// Prepares passes.
  ///
  /// @param batch examples in a batch
  /// @param variables values of the network
  MomentsPass(Dataset data, int batch, VariableValues variables, Execution execution) {
    this.data = data;
    this.batches = Batches.of(data.size(), batch, Shuffle.NONE, 0);
    this.variables = variables;
    this.execution = execution;
  }

  /// What can be asked about the last batch.
  private interface Ran {
    double value(String result, int i);
  }

  /// Returns the moments of the whole data set.
  ///
  /// @param graph holds the parts of the moments as results
  /// @param wanted which moments
  Map<Tracked, PopulationMoments> run(Graph graph, List<Tracked> wanted) {
    return run(graph, wanted, Map.of(), Map.of());
  }

  /// Returns the moments of the whole data set.
  ///
  /// @param graph holds the parts of the moments, and what is to be kept, as results
  /// @param wanted which moments
  /// @param given read: values of moments' inputs, for every example, that the graph has as inputs
  /// @param kept written: values of moments' inputs, for every example
  Map<Tracked, PopulationMoments> run(
      Graph graph, List<Tracked> wanted, Map<Tracked, float[]> given, Map<Tracked, float[]> kept) {
    Map<Tracked, PopulationMoments> all = new LinkedHashMap<>();
    for (Tracked tracked : wanted) {
      all.put(tracked, new PopulationMoments(tracked.input().shape().channels()));
    }
    switch (execution.engine()) {
      case SIMD -> withPlan(graph, all, given, kept);
      case REFERENCE -> withReference(graph, all);
    }
    all.values().forEach(PopulationMoments::finish);
    return all;
  }

  private void withPlan(
      Graph graph,
      Map<Tracked, PopulationMoments> all,
      Map<Tracked, float[]> given,
      Map<Tracked, float[]> kept) {
    try (Plan plan = new Plan(graph, variables, execution.options(batches.size(0)), 0)) {
      PlanStepper.give(data, plan);
      given.forEach(
          (tracked, values) -> {
            if (reads(graph, tracked)) {
              plan.input(tracked.values(), values);
            }
          });
      for (int b = 0; b < batches.count(); b++) {
        int first = batches.offset(b);
        plan.run(batches.order(), first, batches.size(b), 0);
        add(all, batches.size(b), plan::value);
        kept.forEach(
            (tracked, values) ->
                plan.examples(tracked.values(), values, first * tracked.input().shape().values()));
      }
    }
  }

  private static boolean reads(Graph graph, Tracked tracked) {
    return graph.nodes().stream()
        .anyMatch(
            node -> node.op() instanceof Op.Input(String name) && name.equals(tracked.values()));
  }

  private void withReference(Graph graph, Map<Tracked, PopulationMoments> all) {
    Reference reference = Reference.of(graph);
    ReferenceVariables values = ReferenceVariables.of(variables);
    for (int b = 0; b < batches.count(); b++) {
      int count = batches.size(b);
      ReferenceBatch batch =
          ReferenceBatch.of(
              count, ReferenceStepper.inputs(data, batches.order(), batches.offset(b), count));
      ReferenceResult result = reference.run(batch, values);
      add(all, batch.examples(), (name, i) -> result.result(name)[i]);
    }
  }

  private static void add(Map<Tracked, PopulationMoments> all, int examples, Ran ran) {
    all.forEach(
        (tracked, moments) -> {
          double weight =
              tracked.weights().isPresent()
                  ? ran.value(tracked.weight(), 0)
                  : (double) examples * tracked.input().shape().positions();
          double[] parts = new double[moments.channels() * LaneTree.MOMENTS];
          for (int c = 0; c < moments.channels(); c++) {
            int at = c * LaneTree.MOMENTS;
            parts[at] = weight;
            parts[at + 1] = ran.value(tracked.mean(), c);
            parts[at + 2] = ran.value(tracked.variance(), c) * weight;
          }
          moments.add(parts);
        });
  }
}
