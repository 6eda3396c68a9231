package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// A plan for people.
///
/// @param phases the phases in order; between two of them there is a barrier
/// @param nodes operations in the graph
/// @param slabSteps steps run per slab
/// @param tileSteps steps partitioned by output
/// @param fusedSteps steps that stand for more than one operation
/// @param buffers arrays for the whole batch, some of them shared by several values over time
/// @param bytes memory of all buffers, each worker's own included
public record PlanDescription(
    List<PhaseDescription> phases,
    int nodes,
    int slabSteps,
    int tileSteps,
    int fusedSteps,
    int buffers,
    long bytes) {

  /// One phase.
  ///
  /// @param steps what runs on slabs and tiles
  /// @param afterBarrier batch-wide arithmetic that follows
  public record PhaseDescription(List<StepDescription> steps, List<String> afterBarrier) {}

  /// One step.
  ///
  /// @param name layer and operation, and what was fused
  /// @param shape shape of the result, as `(n, c, h, w)` or without n
  /// @param kind `slab` or `tiles`
  /// @param replaces how many operations it stands for
  public record StepDescription(String name, String shape, String kind, int replaces) {}

  static PlanDescription of(
      Graph graph,
      List<WideStep> prelude,
      List<Phase> phases,
      Storage storage,
      PlanOptions options) {
    List<PhaseDescription> described = new ArrayList<>();
    List<String> before =
        prelude.stream()
            .filter(step -> step.replaces().stream().noneMatch(PlanDescription::isGiven))
            .map(WideStep::name)
            .toList();
    if (!before.isEmpty()) {
      described.add(new PhaseDescription(List.of(), before));
    }
    int fused = 0;
    int slabSteps = 0;
    int tileSteps = 0;
    for (Phase phase : phases) {
      List<StepDescription> steps = new ArrayList<>();
      for (SlabStep step : phase.slabSteps()) {
        steps.add(
            new StepDescription(
                step.name(), shape(step.replaces()), "slab", step.replaces().size()));
        slabSteps++;
        fused += step.replaces().size() > 1 ? 1 : 0;
      }
      for (TileStep step : phase.tileSteps()) {
        steps.add(
            new StepDescription(
                step.name(), shape(step.replaces()), "tiles", step.replaces().size()));
        tileSteps++;
      }
      described.add(
          new PhaseDescription(steps, phase.wideSteps().stream().map(WideStep::name).toList()));
    }
    return new PlanDescription(
        described,
        graph.nodes().size(),
        slabSteps,
        tileSteps,
        fused,
        storage.sharedArrays(),
        storage.bytes(options.threads()));
  }

  /// Returns whether a batch-wide value is a number or follows from the size of the batch.
  private static boolean isGiven(Node node) {
    return node.op() instanceof Op.Constant || node.op() instanceof Op.Count;
  }

  private static String shape(List<Node> nodes) {
    if (nodes.isEmpty()) {
      return "";
    }
    Node last = nodes.getLast();
    return last.perExample() ? last.shape().withBatch() : last.shape().toString();
  }
}
