package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// Distributes the nodes of a graph over phases.
///
/// A per-example node runs in the earliest phase in which its operands are there: those made by the same phase, per-example, or by the phase before, batch-wide.
/// A reduction runs with its operand and is there for per-example use one phase later: reductions are the only barriers.
final class Drafts {
  /// Greatest number of floats that the slabs' parts of a weight gradient may take: 4 MiB.
  static final int SLABWISE_FLOATS = 1 << 20;

  private final Map<Node, Integer> levels = new HashMap<>();
  private final List<TreeMap<Integer, Draft>> phases = new ArrayList<>();
  private final List<List<Node>> tiles = new ArrayList<>();
  private final List<List<Node>> wides = new ArrayList<>();
  private final List<Node> prelude = new ArrayList<>();
  private final Set<Node> read = new HashSet<>();
  private final int lastPhase;
  private final int slabs;

  /// Distributes a graph for batches of at most `slabs` slabs.
  Drafts(Graph graph, int slabs) {
    this.slabs = slabs;
    int last = 0;
    for (Node node : graph.nodes()) {
      int level = level(node);
      levels.put(node, level);
      last = Math.max(last, level);
      read.addAll(node.inputs());
    }
    lastPhase = last;
    for (int i = 0; i <= last; i++) {
      phases.add(new TreeMap<>());
      tiles.add(new ArrayList<>());
      wides.add(new ArrayList<>());
    }
    for (Node node : graph.nodes()) {
      place(node);
    }
    graph.results().values().stream()
        .filter(Node::perExample)
        .map(Drafts::source)
        .forEach(node -> draft(node, Lookup.in(levels, node)).keepUntil(lastPhase + 1));
  }

  private int level(Node node) {
    int level = -1;
    for (Node input : node.inputs()) {
      int ready = Lookup.in(levels, input);
      boolean needsBarrier = node.perExample() && !input.perExample();
      level = Math.max(level, needsBarrier ? ready + 1 : ready);
    }
    if (node.op() instanceof Op.Count) {
      return -1; // the size of the batch is known beforehand
    }
    if (isTile(node)) {
      return level + 1;
    }
    return node.perExample() ? Math.max(level, 0) : level;
  }

  private void place(Node node) {
    int level = Lookup.in(levels, node);
    if (node.perExample() || isReduction(node) || isSlabwise(node)) {
      if (!(node.op() instanceof Op.Reshape)) {
        draft(node, level);
      }
    } else if (isTile(node)) {
      tiles.get(level).add(node);
      for (Node input : node.inputs()) {
        Node source = source(input);
        Draft draft = draft(source, Lookup.in(levels, source));
        if (node.op() instanceof Op.DenseWeightGradient && input == node.input(0)) {
          draft.copyTransposed();
        } else {
          draft.keepUntil(level);
        }
      }
    }
    if (!node.perExample() && !isTile(node) && !isMergedLater(node)) {
      (level < 0 ? prelude : wides.get(level)).add(node);
    }
  }

  /// Returns whether the slabs' parts of a node are merged among the tasks of the next phase, where all threads take part, instead of behind the
  /// barrier: those of a weight gradient that no other node reads, unless its phase is the last.
  boolean isMergedLater(Node node) {
    return isSlabwise(node) && !read.contains(node) && Lookup.in(levels, node) < lastPhase;
  }

  /// Returns the draft of a node in a phase, made with all that it needs when it is new.
  private Draft draft(Node node, int phase) {
    Draft known = phases.get(phase).get(node.id());
    if (known != null) {
      return known;
    }
    Draft draft = new Draft(node, phase);
    phases.get(phase).put(node.id(), draft);
    for (Node input : node.inputs()) {
      if (input.perExample()) {
        Node source = source(input);
        int made = Lookup.in(levels, source);
        if (made == phase || Patterns.isCheap(source)) {
          draft(source, phase).users().add(draft);
        } else {
          draft(source, made).keepUntil(phase);
        }
      }
    }
    return draft;
  }

  /// Returns the draft from which a step of `phase` reads the value of `node`.
  Draft read(Node node, int phase) {
    Node source = source(node);
    int made = Lookup.in(levels, source);
    Draft here = phase < phases.size() ? phases.get(phase).get(source.id()) : null;
    Draft draft = here != null ? here : phases.get(made).get(source.id());
    if (draft == null) {
      throw new IllegalStateException("no step computes " + source);
    }
    return draft;
  }

  /// Returns the draft of a node in the phase that computes it first: the one that is stored when tile steps or results
  /// read it. A cheap node drafted again lives in that phase's arena alone.
  Draft stored(Node node) {
    Node source = source(node);
    Draft draft = phases.get(Lookup.in(levels, source)).get(source.id());
    if (draft == null) {
      throw new IllegalStateException("no step computes " + source);
    }
    return draft;
  }

  /// Returns the node whose storage holds the value: reshaping copies nothing.
  static Node source(Node node) {
    Node source = node;
    while (source.op() instanceof Op.Reshape) {
      source = source.input(0);
    }
    return source;
  }

  /// Returns whether a weight gradient is computed by tiles of weights, each over all slabs, one phase after its operands.
  boolean isTile(Node node) {
    return isWeightGradient(node) && !isSlabwise(node);
  }

  /// Returns whether a weight gradient is computed slab by slab, right behind its operands while they are in cache, and merged after the
  /// barrier: a convolution's, as long as the parts of all slabs are small.
  boolean isSlabwise(Node node) {
    return node.op() instanceof Op.Conv2dWeightGradient
        && (long) node.shape().values() * slabs <= SLABWISE_FLOATS;
  }

  static boolean isWeightGradient(Node node) {
    return node.op() instanceof Op.Conv2dWeightGradient
        || node.op() instanceof Op.DenseWeightGradient;
  }

  static boolean isReduction(Node node) {
    return node.op() instanceof Op.Sum
        || node.op() instanceof Op.SumProduct
        || node.op() instanceof Op.Moments
        || node.op() instanceof Op.GhostMeans;
  }

  /// Returns the nodes that dense weight gradients read as x.
  Set<Node> denseInputs() {
    Set<Node> inputs = new HashSet<>();
    for (List<Node> phase : tiles) {
      for (Node node : phase) {
        if (node.op() instanceof Op.DenseWeightGradient) {
          inputs.add(source(node.input(0)));
        }
      }
    }
    return inputs;
  }

  /// Returns the phase in which a node is computed, −1 before the first.
  int levelOf(Node node) {
    return Lookup.in(levels, node);
  }

  int phases() {
    return phases.size();
  }

  /// Returns the drafts of a phase, operands first.
  List<Draft> phase(int phase) {
    return List.copyOf(phases.get(phase).values());
  }

  List<Draft> all() {
    return phases.stream().flatMap(map -> map.values().stream()).toList();
  }

  List<Node> tiles(int phase) {
    return tiles.get(phase);
  }

  /// Returns batch-wide nodes computed after the barrier of a phase, operands first.
  List<Node> wides(int phase) {
    return wides.get(phase);
  }

  /// Returns batch-wide nodes that depend on variables and the batch's size alone.
  List<Node> prelude() {
    return prelude;
  }
}
