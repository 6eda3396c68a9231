package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;

/// What runs between two barriers.
///
/// @param slabSteps steps run on every slab, in this order
/// @param tileSteps steps partitioned by output
/// @param wideSteps batch-wide arithmetic after the barrier, by one thread
/// @param chained whether a slab is worked row range by row range; otherwise each step takes all rows at once
record Phase(
    List<SlabStep> slabSteps, List<TileStep> tileSteps, List<WideStep> wideSteps, boolean chained) {
  /// Rows that a step without producers computes at a time, where another step can begin with these.
  private static final int CHAIN_ROWS = 4;

  Phase {
    slabSteps = List.copyOf(slabSteps);
    tileSteps = List.copyOf(tileSteps);
    wideSteps = List.copyOf(wideSteps);
  }

  /// Returns this phase with more batch-wide steps after its own.
  Phase then(List<WideStep> more) {
    List<WideStep> all = new ArrayList<>(wideSteps);
    all.addAll(more);
    return new Phase(slabSteps, tileSteps, all, chained);
  }

  int tasks(int slabs) {
    int tasks = slabTasks(slabs);
    for (int i = 0; i < tileSteps.size(); i++) {
      tasks += tileSteps.get(i).tasks();
    }
    return tasks;
  }

  /// Returns how many tasks are a slab each; they come before those of tile steps.
  int slabTasks(int slabs) {
    return slabSteps.isEmpty() ? 0 : slabs;
  }

  void task(int task, int slabs, Worker worker) {
    int slabTasks = slabTasks(slabs);
    if (task < slabTasks) {
      slab(task, worker);
      return;
    }
    int rest = task - slabTasks;
    for (int i = 0; i < tileSteps.size(); i++) {
      TileStep step = tileSteps.get(i);
      if (rest < step.tasks()) {
        step.work().run(rest, worker);
        return;
      }
      rest -= step.tasks();
    }
  }

  private void slab(int slab, Worker worker) {
    if (chained) {
      chain(slab, worker);
      return;
    }
    for (int i = 0; i < slabSteps.size(); i++) {
      SlabStep step = slabSteps.get(i);
      step.work().run(slab, 0, step.rows(), worker);
    }
  }

  /// Pumps rows through the steps: every step runs as far as its producers allow, the first ones a few rows at a time.
  private void chain(int slab, Worker worker) {
    int[] done = worker.progress();
    int steps = slabSteps.size();
    for (int i = 0; i < steps; i++) {
      done[i] = 0;
    }
    boolean finished = false;
    while (!finished) {
      finished = true;
      for (int i = 0; i < steps; i++) {
        SlabStep step = slabSteps.get(i);
        if (done[i] < step.rows()) {
          int ready = ready(i, done);
          if (ready > done[i]) {
            step.work().run(slab, done[i], ready, worker);
            done[i] = ready;
          }
          finished &= ready == step.rows();
        }
      }
    }
  }

  /// Returns up to which row step `index` can be computed now.
  private int ready(int index, int[] done) {
    SlabStep step = slabSteps.get(index);
    int from = done[index];
    boolean few = step.inputs().isEmpty() && isReadEarly(index);
    int to = few ? Math.min(step.rows(), from + CHAIN_ROWS) : step.rows();
    for (int i = 0; i < step.inputs().size(); i++) {
      SlabStep.Input input = step.inputs().get(i);
      while (to > from && input.reach().rowsNeeded(to) > done[input.producer()]) {
        to--;
      }
    }
    return to;
  }

  /// Whether some step can begin before all rows of step `index` are there. Where none can, each cut would only cost.
  private boolean isReadEarly(int index) {
    for (int i = index + 1; i < slabSteps.size(); i++) {
      List<SlabStep.Input> inputs = slabSteps.get(i).inputs();
      for (int k = 0; k < inputs.size(); k++) {
        SlabStep.Input input = inputs.get(k);
        if (input.producer() == index
            && input.reach().rowsNeeded(1) < slabSteps.get(index).rows()) {
          return true;
        }
      }
    }
    return false;
  }

  void afterBarrier() {
    for (int i = 0; i < wideSteps.size(); i++) {
      wideSteps.get(i).work().run();
    }
  }
}
