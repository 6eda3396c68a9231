package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.kernel.CounterRandom;

/// The random keys of a step's dropouts.
final class Dropouts {
  private final long seed;
  private final long[] keys;

  Dropouts(List<Node> nodes, long seed) {
    this.seed = seed;
    int count = 0;
    for (Node node : nodes) {
      if (node.op() instanceof Op.Dropout(_, int index)) {
        count = Math.max(count, index + 1);
      }
    }
    keys = new long[count];
  }

  void step(long step) {
    for (int i = 0; i < keys.length; i++) {
      keys[i] = CounterRandom.key(seed, CounterRandom.Purpose.DROPOUT, step, i);
    }
  }

  long key(int index) {
    return keys[index];
  }
}
