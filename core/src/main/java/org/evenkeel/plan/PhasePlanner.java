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

  /// Finds groups of drafts that one kernel computes, by their last draft; every draft belongs to one group at most.
  static Map<Draft, Group> fuse(List<Draft> phase, List<Fusion> fusions, Lowering lowering) {
    Map<Draft, Group> byLast = new HashMap<>();
    Set<Draft> taken = new HashSet<>();
    for (Fusion fusion : fusions) {
      for (Draft last : phase) {
        Optional<Fusion.Match> match =
            fusion.match(last, lowering).map(Fusion.Match::sharingCentred);
        if (match.isPresent()
            && match.get().last() == last
            && isClosed(match.get(), phase, taken)) {
          taken.addAll(match.get().replaces());
          byLast.put(last, new Group(fusion.name(), fusion.whole(), match.get()));
        }
      }
    }
    return byLast;
  }

  /// An accepted match and the name of its fusion.
  ///
  /// @param name of the fusion
  /// @param whole whether it takes all rows at once
  /// @param match what it replaces
  record Group(String name, boolean whole, Fusion.Match match) {}

  /// Everything must be computed in this phase and free; what is not an output may be read by the group alone, outputs only behind the group.
  private static boolean isClosed(Fusion.Match match, List<Draft> phase, Set<Draft> taken) {
    List<Draft> group = match.replaces();
    for (Draft draft : group) {
      if (taken.contains(draft) || !phase.contains(draft)) {
        return false;
      }
      boolean output = match.outputs().contains(draft);
      if (draft.readElsewhere() && !output) {
        return false;
      }
      for (Draft user : draft.users()) {
        boolean behind = output && user.node().id() > match.last().node().id();
        if (!group.contains(user) && !behind) {
          return false;
        }
      }
    }
    return true;
  }

  void add(Draft draft, SlabStep.Work work) {
    List<SlabStep.Input> inputs = new ArrayList<>();
    connect(draft, rowTo -> rowTo, List.of(draft), inputs);
    String name = Names.of(draft.node());
    List<Node> nodes = List.of(draft.node());
    put(draft, new SlabStep(name, nodes, rows(draft), inputs, Traffic.of(nodes, nodes), work));
  }

  void add(Group group, SlabStep.Work work) {
    List<Draft> replaces = group.match().replaces();
    Draft last = group.match().last();
    List<SlabStep.Input> inputs = new ArrayList<>();
    for (Draft output : group.match().outputs()) {
      connect(output, rowTo -> rowTo, replaces, inputs);
    }
    Set<String> operations = new LinkedHashSet<>();
    replaces.forEach(draft -> operations.add(Names.operation(draft.node())));
    String layer = last.node().layer();
    String name =
        "%s%s [%s]"
            .formatted(
                layer.isEmpty() ? "" : layer + ": ", group.name(), String.join(", ", operations));
    List<Node> nodes = replaces.stream().map(Draft::node).toList();
    List<Node> outputs = group.match().outputs().stream().map(Draft::node).toList();
    long bytes = Traffic.of(nodes, outputs);
    int rows = group.whole() ? 1 : rows(last);
    SlabStep step = new SlabStep(name, nodes, rows, inputs, bytes, work);
    group.match().outputs().forEach(output -> producers.put(output, steps.size()));
    steps.add(step);
  }

  /// Adds the step that writes a dense layer's input with examples as rows, for its weight gradient.
  void addTranspose(Draft x, String name, SlabStep.Work work) {
    int producer = Lookup.in(producers, x);
    int rows = steps.get(producer).rows();
    List<SlabStep.Input> inputs = List.of(new SlabStep.Input(producer, rowTo -> rows));
    steps.add(new SlabStep(name, List.of(), 1, inputs, Traffic.copied(x.node()), work));
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
        int producer = Lookup.in(producers, source);
        boolean whole = steps.get(producer).rows() == 1;
        inputs.add(new SlabStep.Input(producer, whole ? rowTo -> 1 : composed));
      }
    }
  }
}
