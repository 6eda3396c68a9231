package org.evenkeel.plan;

import org.evenkeel.kernel.Slab;

/// Storage of a per-example value in slab layout: for the whole batch when a later phase reads it, else for one slab, in the worker's arena.
final class Activation {
  private final int values;
  private boolean local;
  private int arenaAt;
  private float[] array = new float[0];

  Activation(int values) {
    this.values = values;
  }

  void local(int at) {
    local = true;
    arenaAt = at;
  }

  void whole(float[] storage) {
    local = false;
    array = storage;
  }

  boolean isLocal() {
    return local;
  }

  int values() {
    return values;
  }

  /// Floats that one slab takes.
  int slabFloats() {
    return values * Slab.LANES;
  }

  float[] array(Worker worker) {
    return local ? worker.arena() : array;
  }

  int at(int slab) {
    return Slab.FRONT + (local ? arenaAt : slab * slabFloats());
  }
}
