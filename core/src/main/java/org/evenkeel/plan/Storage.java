package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.Slab;

/// Gives every value its place, and lets values whose lives do not meet share one.
final class Storage {
  private static final class Shared {
    int floats;
    int freeAfter;
    final List<Activation> tenants = new ArrayList<>();
  }

  private final Map<Node, Wide> wides = new HashMap<>();
  private final Map<Node, double[]> moments = new HashMap<>();
  private final Map<Node, float[]> ghostMeans = new HashMap<>();
  private final List<Integer> scratch = new ArrayList<>();
  private final List<Shared> shared = new ArrayList<>();
  private int arenaFloats;
  private long exampleBytes;

  Storage(Graph graph, VariableValues variables) {
    Map<Node, Integer> channels = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.perExample()) {
        node.inputs().stream()
            .filter(input -> !input.perExample())
            .forEach(input -> channels.merge(input, node.shape().channels(), Math::max));
      }
    }
    for (Node node : graph.nodes()) {
      if (!node.perExample()) {
        wides.put(node, wide(node, channels.getOrDefault(node, 1), variables));
      }
    }
  }

  private static Wide wide(Node node, int channels, VariableValues variables) {
    if (node.op() instanceof Op.Read(Variable variable)) {
      float[] values = variables.of(variable);
      boolean repeated = node.shape().rank() == 0 && channels > 1;
      return repeated ? Wide.repeated(values, channels) : Wide.ofFloats(values);
    }
    if (Drafts.isWeightGradient(node)) {
      return Wide.ofFloats(new float[node.shape().values()]);
    }
    return Wide.computed(node.shape().values(), node.shape().rank() == 0 ? channels : 1);
  }

  Wide wide(Node node) {
    Wide wide = wides.get(node);
    if (wide == null) {
      throw new IllegalStateException("not a batch-wide node: " + node);
    }
    return wide;
  }

  /// Notes where the merged moments of a node are: weight, mean, M2 of each channel from index 0 on.
  void moments(Node node, double[] merged) {
    moments.put(node, merged);
  }

  double[] moments(Node node) {
    double[] merged = moments.get(node);
    if (merged == null) {
      throw new IllegalStateException("no moments of " + node);
    }
    return merged;
  }

  /// Notes where the means of ghost batches are: in slab layout, for every example.
  void ghostMeans(Node node, float[] means) {
    ghostMeans.put(node, means);
  }

  float[] ghostMeans(Node node) {
    float[] means = ghostMeans.get(node);
    if (means == null) {
      throw new IllegalStateException("no means of " + node);
    }
    return means;
  }

  /// Reserves a scratch array of every worker and returns its number.
  int scratch(int floats) {
    scratch.add(floats);
    return scratch.size() - 1;
  }

  int[] scratchFloats() {
    return scratch.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Places values that one phase makes and uses in the arena, those that later phases read in arrays shared over time.
  void place(List<List<Draft>> phases, int slabs) {
    for (List<Draft> phase : phases) {
      int at = 0;
      for (Draft draft : phase) {
        if (draft.node().perExample() && !draft.whole()) {
          draft.activation().local(at);
          at += draft.activation().slabFloats();
        }
      }
      arenaFloats = Math.max(arenaFloats, at);
    }
    phases.stream()
        .flatMap(List::stream)
        .filter(draft -> draft.node().perExample() && draft.whole())
        .sorted(Comparator.comparingInt(Draft::phase))
        .forEach(draft -> share(draft, slabs));
    for (Shared array : shared) {
      float[] floats = new float[Slab.FRONT + array.floats];
      array.tenants.forEach(tenant -> tenant.whole(floats));
    }
  }

  private void share(Draft draft, int slabs) {
    int floats = floats(draft.activation().slabFloats(), slabs);
    Shared place =
        shared.stream()
            .filter(array -> array.freeAfter < draft.phase())
            .min(Comparator.comparingInt(array -> Math.abs(array.floats - floats)))
            .orElseGet(
                () -> {
                  Shared array = new Shared();
                  shared.add(array);
                  return array;
                });
    exampleBytes += 4L * (Math.max(place.floats, floats) - place.floats);
    place.floats = Math.max(place.floats, floats);
    place.freeAfter = draft.lastPhase();
    place.tenants.add(draft.activation());
  }

  private static int floats(int floatsPerSlab, int slabs) {
    long floats = (long) floatsPerSlab * slabs;
    if (floats > Integer.MAX_VALUE - 8 - Slab.FRONT) {
      throw new IllegalArgumentException(
          "plan: one value of the whole batch takes %,d floats, more than an array holds; choose a smaller batch"
              .formatted(floats));
    }
    return (int) floats;
  }

  /// Reserves an array for the whole batch that shares with nobody.
  float[] reserve(int floatsPerSlab, int slabs) {
    exampleBytes += 4L * floatsPerSlab * slabs;
    return new float[floats(floatsPerSlab, slabs)];
  }

  /// Does the same, [Slab#FRONT] floats longer.
  float[] reserveBehindFront(int floatsPerSlab, int slabs) {
    exampleBytes += 4L * floatsPerSlab * slabs;
    return new float[Slab.FRONT + floats(floatsPerSlab, slabs)];
  }

  int arenaFloats() {
    return arenaFloats;
  }

  int sharedArrays() {
    return shared.size();
  }

  long bytes(int workers) {
    long perWorker = 4L * arenaFloats;
    for (int floats : scratch) {
      perWorker += 4L * floats;
    }
    long wide = wides.values().stream().mapToLong(Wide::bytes).sum();
    return exampleBytes + wide + perWorker * workers;
  }
}
