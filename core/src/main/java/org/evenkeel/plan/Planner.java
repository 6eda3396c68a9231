package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.DenseKernels;
import org.evenkeel.kernel.Slab;

/// Makes the phases of a plan from a graph.
final class Planner {
  private final PlanOptions options;
  private final Drafts drafts;
  private final Storage storage;
  private final DenseWeights denseWeights;
  private final Lowering lowering;
  private final Reductions reductions;
  private final WeightGradients weightGradients;
  private final WideLowering wides;
  private final int slabs;
  private final Map<Node, float[]> transposed = new HashMap<>();

  /// How the values of batch-wide nodes are made of what their slabs have left, once the node's step is made.
  private final Map<Node, Runnable> merges = new HashMap<>();

  /// Tasks of the next phase.
  private final List<TileStep> laterMerges = new ArrayList<>();

  Planner(Graph graph, VariableValues variables, PlanOptions options, Run run, Dropouts dropouts) {
    this.options = options;
    slabs = Slab.count(options.batch());
    drafts = new Drafts(graph, slabs);
    storage = new Storage(graph, variables);
    denseWeights = new DenseWeights(drafts, storage, !graph.gradients().isEmpty());
    lowering = new Lowering(drafts, storage, options.kernels(), run, dropouts, denseWeights);
    reductions = new Reductions(storage, options.kernels().reduce(), run, slabs);
    weightGradients = new WeightGradients(drafts, storage, options.kernels(), run, slabs);
    wides = new WideLowering(storage, run);
  }

  Storage storage() {
    return storage;
  }

  Drafts drafts() {
    return drafts;
  }

  /// Returns batch-wide arithmetic to be done before the first phase, once the phases are made.
  List<WideStep> prelude() {
    List<WideStep> steps = new ArrayList<>();
    for (Node node : drafts.prelude()) {
      if (!(node.op() instanceof Op.Read)) {
        steps.add(new WideStep(Names.of(node), List.of(node), wides.lower(node)));
      } else if (storage.wide(node).isRepeated()) {
        steps.add(new WideStep(Names.of(node), List.of(node), storage.wide(node)::repeat));
      }
    }
    return steps;
  }

  List<Phase> phases() {
    List<List<Draft>> placed = new ArrayList<>();
    for (int i = 0; i < drafts.phases(); i++) {
      placed.add(drafts.phase(i));
    }
    storage.place(placed, slabs);
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < drafts.phases(); i++) {
      phases.add(phase(i));
    }
    // Only now is it known which weights the convolutions want prepared.
    for (int i = 0; i < drafts.phases(); i++) {
      phases.set(i, phases.get(i).then(lowering.preparations(i)));
    }
    List<TileStep> weights = new ArrayList<>();
    lowering.preparations(-1).forEach(step -> weights.add(step.asTask()));
    weights.addAll(denseWeights.before());
    if (!weights.isEmpty()) {
      phases.addFirst(new Phase(List.of(), weights, List.of(), false));
    }
    return phases;
  }

  private Phase phase(int number) {
    PhasePlanner phase = new PhasePlanner(drafts, number);
    List<Draft> members = drafts.phase(number);
    List<Fusion> fusions = options.fusion() ? Fusions.all() : List.of();
    Map<Draft, PhasePlanner.Group> groups = PhasePlanner.fuse(members, fusions, lowering);
    Set<Draft> covered = new HashSet<>();
    groups.values().forEach(group -> covered.addAll(group.match().replaces()));
    List<TileStep> merging = List.copyOf(laterMerges);
    laterMerges.clear();
    for (Draft draft : members) {
      PhasePlanner.Group group = groups.get(draft);
      if (group != null) {
        Fusion.Fused fused = group.match().maker().make(lowering, reductions);
        phase.add(group, fused.work());
        merges.putAll(fused.merges());
      } else if (covered.contains(draft)) {
        continue;
      } else if (drafts.isSlabwise(draft.node())) {
        WeightGradients.Slabwise gradient = weightGradients.slabwise(draft, lowering);
        phase.add(draft, gradient.work());
        if (drafts.isMergedLater(draft.node())) {
          laterMerges.add(gradient.merging(draft.node()));
        } else {
          merges.put(draft.node(), gradient::mergeAll);
        }
      } else if (!draft.node().perExample()) {
        Reductions.Halves halves = reductions.lower(draft, lowering);
        phase.add(draft, halves.work());
        merges.put(draft.node(), halves.merge());
      } else {
        phase.add(draft, lowering.work(draft));
      }
      List<Draft> made = group == null ? List.of(draft) : group.match().outputs();
      made.forEach(output -> transpose(output, phase));
    }
    List<TileStep> tiles = new ArrayList<>();
    drafts.tiles(number).forEach(node -> tiles.add(tile(node)));
    tiles.addAll(merging);
    List<WideStep> wide = new ArrayList<>();
    for (Node node : drafts.wides(number)) {
      wide.add(new WideStep(Names.of(node), List.of(node), wideWork(node)));
      wide.addAll(denseWeights.after(node));
    }
    return new Phase(phase.steps(), tiles, wide, options.fusion());
  }

  private Runnable wideWork(Node node) {
    Runnable merge = merges.get(node);
    return merge != null ? merge : wides.lower(node);
  }

  private TileStep tile(Node node) {
    return node.op() instanceof Op.Conv2dWeightGradient
        ? weightGradients.conv(node)
        : weightGradients.dense(node, Lookup.in(transposed, Drafts.source(node.input(0))));
  }

  /// Adds a transposed copy of the draft's value if a dense weight gradient reads it.
  private void transpose(Draft draft, PhasePlanner phase) {
    Node node = draft.node();
    if (drafts.denseInputs().contains(node)
        && drafts.levelOf(node) == draft.phase()
        && !transposed.containsKey(node)) {
      DenseKernels dense = options.kernels().dense();
      Activation x = draft.activation();
      float[] panels = storage.reserveBehindFront(dense.panelFloats(x.values()), slabs);
      int slabFloats = dense.panel() * Slab.LANES;
      transposed.put(node, panels);
      phase.addTranspose(
          draft,
          Names.of(node) + ", examples as rows",
          (slab, from, to, w) ->
              dense.transpose(
                  x.values(),
                  x.array(w),
                  x.at(slab),
                  panels,
                  Slab.FRONT + slab * slabFloats,
                  slabs * slabFloats));
    }
  }
}
