package org.evenkeel.plan;

import org.evenkeel.kernel.Slab;

/// The batch that a plan is working on: filled in before each run, read by its steps.
final class Run {
  byte[] pixels = new byte[0];
  int pixelsAt;
  byte[] labels = new byte[0];
  int[] order = new int[0];
  int orderAt;
  int examples;
  int slabs;
  long step;

  void batch(int from, int count) {
    orderAt = from;
    examples = count;
    slabs = Slab.count(count);
  }

  int lanes(int slab) {
    return Slab.presentLanes(slab, examples);
  }
}
