package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evenkeel.graph.Node;

/// Measures where the time of a plan's training steps goes: give it to [PlanOptions] when the plan is made, run the plan, ask for the [#profile].
///
/// It belongs to one plan. Each worker adds up its own times in an array of its own; nothing is allocated while the plan runs, and no result changes.
/// Of a batch that is computed in parts each part counts as a step. The clock is read twice for every range of rows of every step, which costs a few percent. [#none] costs nothing.
public final class StepTimes {
  private static final StepTimes NONE = new StepTimes(false, 0);
  private static final int OUTSIDE = 0;
  private static final int BEFOREHAND = 1;
  private static final int UPDATE = 2;
  private static final int FIRST_PHASE = 3;

  private final boolean on;
  private final int warmUp;
  private final List<Worker> workers = new ArrayList<>();
  private List<Phase> phases = List.of();
  private int timed;

  /// Time of the leading thread, one part after the other: it covers all that passes between resume and pause.
  private long[] laps = new long[FIRST_PHASE];

  private long last;
  private long steps;
  private long examples;

  private StepTimes(boolean on, int warmUp) {
    this.on = on;
    this.warmUp = warmUp;
  }

  /// Returns what measures nothing.
  public static StepTimes none() {
    return NONE;
  }

  /// Returns a new measurement that leaves out the first steps, in which kernels are still being compiled.
  ///
  /// @param warmUpSteps how many
  public static StepTimes after(int warmUpSteps) {
    return new StepTimes(true, warmUpSteps);
  }

  /// Returns the phases with steps that add their time to their worker's.
  List<Phase> timed(List<Phase> plan, Worker[] all) {
    if (!on) {
      return plan;
    }
    if (!phases.isEmpty()) {
      throw new IllegalStateException("step times belong to one plan; make new ones");
    }
    phases = plan;
    laps = new long[FIRST_PHASE + 2 * plan.size()];
    List<Phase> result = plan.stream().map(this::timed).toList();
    for (Worker worker : all) {
      worker.measure(timed);
      workers.add(worker);
    }
    last = System.nanoTime();
    return result;
  }

  private Phase timed(Phase phase) {
    List<SlabStep> slabSteps = phase.slabSteps().stream().map(this::timed).toList();
    List<TileStep> tileSteps = phase.tileSteps().stream().map(this::timed).toList();
    return new Phase(slabSteps, tileSteps, phase.wideSteps(), phase.chained());
  }

  private SlabStep timed(SlabStep step) {
    int number = timed++;
    return step.with(
        (slab, from, to, worker) -> {
          long start = System.nanoTime();
          step.work().run(slab, from, to, worker);
          worker.nanos()[number] += System.nanoTime() - start;
        });
  }

  private TileStep timed(TileStep step) {
    int number = timed++;
    return step.with(
        (task, worker) -> {
          long start = System.nanoTime();
          step.work().run(task, worker);
          worker.nanos()[number] += System.nanoTime() - start;
        });
  }

  /// Goes on counting: what has passed since [#pause] is not training.
  public void resume() {
    last = on ? System.nanoTime() : 0;
  }

  /// Counts what has passed since the last step as training outside the plan, and nothing from here on.
  public void pause() {
    lap(OUTSIDE);
  }

  /// A batch begins; its work up to here was outside the plan.
  void start(int count) {
    if (on) {
      if (steps == warmUp) {
        forget();
      }
      lap(OUTSIDE);
      steps++;
      examples += count;
    }
  }

  private void forget() {
    Arrays.fill(laps, 0);
    workers.forEach(worker -> Arrays.fill(worker.nanos(), 0));
    examples = 0;
  }

  /// The update begins.
  void leave() {
    lap(OUTSIDE);
  }

  void prepared() {
    lap(BEFOREHAND);
  }

  void worked(int phase) {
    lap(FIRST_PHASE + 2 * phase);
  }

  void merged(int phase) {
    lap(FIRST_PHASE + 2 * phase + 1);
  }

  void updated() {
    lap(UPDATE);
  }

  private void lap(int part) {
    if (on) {
      long now = System.nanoTime();
      laps[part] += now - last;
      last = now;
    }
  }

  /// Returns what was measured between two runs of the plan; nothing before the end of warm-up.
  public Optional<Profile> profile() {
    if (steps <= warmUp) {
      return Optional.empty();
    }
    List<Profile.PhaseTimes> times = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < phases.size(); i++) {
      List<Profile.Step> measured = new ArrayList<>();
      for (SlabStep step : phases.get(i).slabSteps()) {
        measured.add(step(step.name(), number++, step.replaces(), step.bytes()));
      }
      for (TileStep step : phases.get(i).tileSteps()) {
        long bytes = Traffic.of(step.replaces(), List.of());
        measured.add(step(step.name(), number++, step.replaces(), bytes));
      }
      times.add(
          new Profile.PhaseTimes(
              measured, laps[FIRST_PHASE + 2 * i], laps[FIRST_PHASE + 2 * i + 1]));
    }
    return Optional.of(
        new Profile(
            workers.size(),
            steps - warmUp,
            examples,
            laps[BEFOREHAND],
            times,
            laps[UPDATE],
            laps[OUTSIDE]));
  }

  private Profile.Step step(String name, int number, List<Node> replaces, long bytes) {
    long nanos = workers.stream().mapToLong(worker -> worker.nanos()[number]).sum();
    return new Profile.Step(
        name, nanos, replaces.stream().mapToLong(MultiplyAdds::of).sum(), bytes);
  }
}
