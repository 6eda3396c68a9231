package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.graph.Node;
import org.evenkeel.kernel.Slab;

/// Orders the steps of one phase and wires producers to consumers.
final class PhasePlanner {
  private final Drafts drafts;
  private final int phase;
  private final Map<Draft, Integer> producers = new HashMap<>();
  private final List<SlabStep> steps = new ArrayList<>();

  PhasePlanner(Drafts drafts, int phase) {
    this.drafts = drafts;
    this.phase = phase;
  }

  List<SlabStep> steps() {
    return steps;
  }

  /// Finds groups of drafts that one kernel computes; every draft belongs to one group at most.
  static Map<Draft, NamedFused> fuse(
      List<Draft> phase, List<Fusion> fusions, Lowering lowering) {
    Map<Draft, NamedFused> byLast = new HashMap<>();
    Set<Draft> taken = new HashSet<>();
    for (Fusion fusion : fusions) {
      for (Draft last : phase) {
        Optional<Fusion.Fused> match = fusion.match(last, lowering);
        if (match.isPresent() && isClosed(match.get().replaces(), taken)) {
          taken.addAll(match.get().replaces());
          byLast.put(last, new NamedFused(fusion.name(), match.get()));
        }
      }
    }
    return byLast;
  }

  /// A fused step and the name of its fusion.
  ///
  /// @param name of the fusion
  /// @param fused the match
  record NamedFused(String name, Fusion.Fused fused) {}

  /// Nothing inside the group may be read from outside, but its last value.
  private static boolean isClosed(List<Draft> group, Set<Draft> taken) {
    for (Draft draft : group) {
      if (taken.contains(draft)) {
        return false;
      }
      boolean inner = draft != group.getLast();
      if (inner && (draft.whole() || !group.containsAll(draft.users()))) {
        return false;
      }
    }
    return true;
  }

  void add(Draft draft, SlabStep.Work work) {
    List<SlabStep.Input> inputs = new ArrayList<>();
    connect(draft, rowTo -> rowTo, List.of(draft), inputs);
    String name = Names.of(draft.node());
    put(draft, new SlabStep(name, List.of(draft.node()), rows(draft), inputs, work));
  }

  void add(NamedFused group) {
    List<Draft> replaces = group.fused().replaces();
    Draft last = replaces.getLast();
    List<SlabStep.Input> inputs = new ArrayList<>();
    connect(last, rowTo -> rowTo, replaces, inputs);
    Set<String> operations = new LinkedHashSet<>();
    replaces.forEach(draft -> operations.add(Names.operation(draft.node())));
    String layer = last.node().layer();
    String name =
        "%s%s [%s]".formatted(layer.isEmpty() ? "" : layer + ": ", group.name(), String.join(", ", operations));
    List<Node> nodes = replaces.stream().map(Draft::node).toList();
    put(last, new SlabStep(name, nodes, rows(last), inputs, group.fused().work()));
  }

  /// Adds the step that writes a dense layer's input with examples as rows, for its weight gradient.
  void addTranspose(Draft x, String name, float[] xT, Lowering.Transpose transpose) {
    int producer = producers.get(x);
    int rows = steps.get(producer).rows();
    int values = x.activation().values();
    steps.add(
        new SlabStep(
            name,
            List.of(),
            1,
            List.of(new SlabStep.Input(producer, rowTo -> rows)),
            (slab, from, to, w) ->
                transpose.run(
                    values,
                    x.activation().array(w),
                    x.activation().at(slab),
                    xT,
                    slab * values * Slab.LANES)));
  }

  private void put(Draft draft, SlabStep step) {
    producers.put(draft, steps.size());
    steps.add(step);
  }

  private static int rows(Draft draft) {
    return Lowering.rows(draft.node());
  }

  /// Adds what `draft` reads from outside `group`, seen from rows of the group's last draft.
  private void connect(
      Draft draft, SlabStep.Reach reach, List<Draft> group, List<SlabStep.Input> inputs) {
    Node node = draft.node();
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!node.input(i).perExample()) {
        continue;
      }
      Draft source = drafts.read(node.input(i), phase);
      if (source.phase() != phase) {
        continue;
      }
      SlabStep.Reach own = Reach.of(node, i, rows(source));
      SlabStep.Reach composed = rowTo -> own.rowsNeeded(reach.rowsNeeded(rowTo));
      if (group.contains(source)) {
        connect(source, composed, group, inputs);
      } else {
        inputs.add(new SlabStep.Input(producers.get(source), composed));
      }
    }
  }
}
