package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.kernel.PackedWeights;

/// Weights of dense layers as their kernels read them, packed once in a run and not once for each slab.
///
/// Where weights are known beforehand, tile steps pack them in a phase of their own in front of all others; where they are computed, packing follows their computation.
final class DenseWeights {
  /// Weights that one task packs, at least.
  private static final int TASK_FLOATS = 1 << 13;

  /// How weights are read.
  enum Use {
    FORWARD,
    INPUT_GRADIENT
  }

  private record Key(Node weights, Use use) {}

  /// Packed weights, and what they were packed from where they seldom change; else `from` has length 0.
  private record Packed(float[] floats, float[] from) {}

  private final Map<Key, Packed> packed = new LinkedHashMap<>();
  private final boolean training;
  private final Drafts drafts;
  private final Storage storage;

  /// Finds the weights of a graph.
  ///
  /// @param training whether weights change from run to run; where they do not, they are compared first, and packed only when they have changed
  DenseWeights(Drafts drafts, Storage storage, boolean training) {
    this.training = training;
    this.drafts = drafts;
    this.storage = storage;
    for (Draft draft : drafts.all()) {
      Node node = draft.node();
      if (node.op() instanceof Op.Dense) {
        packed.computeIfAbsent(new Key(node.input(1), Use.FORWARD), this::reserve);
      } else if (node.op() instanceof Op.DenseInputGradient) {
        packed.computeIfAbsent(new Key(node.input(1), Use.INPUT_GRADIENT), this::reserve);
      }
    }
  }

  private Packed reserve(Key key) {
    int floats = PackedWeights.floats(terms(key), results(key));
    boolean compare = !training && key.use() == Use.FORWARD;
    return new Packed(storage.reserve(floats, 1), storage.reserve(compare ? floats : 0, 1));
  }

  private static int outputs(Key key) {
    return key.weights().shape().size(0);
  }

  private static int inputs(Key key) {
    return key.weights().shape().size(1);
  }

  private static int terms(Key key) {
    return key.use() == Use.FORWARD ? inputs(key) : outputs(key);
  }

  private static int results(Key key) {
    return key.use() == Use.FORWARD ? outputs(key) : inputs(key);
  }

  /// Returns where the packed weights are.
  float[] packed(Node weights, Use use) {
    return Lookup.in(packed, new Key(weights, use)).floats();
  }

  /// Returns the steps that pack what is known before the first phase.
  List<TileStep> before() {
    return packed.keySet().stream()
        .filter(key -> drafts.levelOf(key.weights()) < 0)
        .map(this::step)
        .toList();
  }

  /// Returns the steps that pack weights which were computed after a barrier.
  List<WideStep> after(Node weights) {
    List<WideStep> steps = new ArrayList<>();
    for (Key key : packed.keySet()) {
      if (key.weights() == weights) {
        TileStep step = step(key);
        steps.add(new WideStep(step.name(), List.of(), () -> pack(key, 0, tiles(key))));
      }
    }
    return steps;
  }

  private static int tiles(Key key) {
    return PackedWeights.tiles(results(key));
  }

  private TileStep step(Key key) {
    int tiles = Math.ceilDiv(TASK_FLOATS, terms(key) * PackedWeights.width(results(key)));
    return new TileStep(
        Names.of(key.weights()) + ", packed",
        List.of(),
        Math.ceilDiv(tiles(key), tiles),
        (task, worker) -> pack(key, task * tiles, Math.min((task + 1) * tiles, tiles(key))));
  }

  private void pack(Key key, int from, int to) {
    int terms = terms(key);
    int results = results(key);
    float[] w = storage.wide(key.weights()).hi();
    Packed target = Lookup.in(packed, key);
    for (int tile = from; tile < to; tile++) {
      if (key.use() == Use.INPUT_GRADIENT) {
        PackedWeights.packColumns(terms, results, w, tile, target.floats());
      } else if (target.from().length == 0) {
        PackedWeights.packRows(terms, results, w, tile, target.floats());
      } else {
        packIfChanged(terms, results, w, tile, target);
      }
    }
  }

  private static void packIfChanged(int terms, int results, float[] w, int tile, Packed target) {
    int size = terms * PackedWeights.width(results);
    int first = PackedWeights.first(tile, results) * terms;
    int at = tile * size;
    if (!Arrays.equals(w, first, first + size, target.from(), at, at + size)) {
      System.arraycopy(w, first, target.from(), at, size);
      PackedWeights.packRows(terms, results, w, tile, target.floats());
    }
  }
}
