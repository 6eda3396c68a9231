package org.evenkeel.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which rows of a slab the steps of a chained phase take at a time.
class PhaseTest {
  private static final int ROWS = 10;

  private final List<String> runs = new ArrayList<>();

  @Test
  void takesAFewRowsAtATimeWhereAnotherStepCanBeginWithThem() {
    run(step("a"), step("b", new SlabStep.Input(0, rowTo -> Math.min(ROWS, rowTo + 1))));

    assertThat(runs).containsExactly("a 0-4", "b 0-3", "a 4-8", "b 3-7", "a 8-10", "b 7-10");
  }

  @Test
  void takesAllRowsWhereEveryOtherStepWaitsForThem() {
    run(step("a"), step("b", new SlabStep.Input(0, _ -> ROWS)));

    assertThat(runs).containsExactly("a 0-10", "b 0-10");
  }

  @Test
  void takesAllRowsWhereNoOtherStepReadsThem() {
    run(step("a"), step("b"));

    assertThat(runs).containsExactly("a 0-10", "b 0-10");
  }

  private void run(SlabStep... steps) {
    new Phase(List.of(steps), List.of(), List.of(), true)
        .task(0, 1, new Worker(0, new int[0], steps.length));
  }

  private SlabStep step(String name, SlabStep.Input... inputs) {
    return new SlabStep(
        name,
        List.of(),
        ROWS,
        List.of(inputs),
        0,
        (_, from, to, _) -> runs.add(name + " " + from + "-" + to));
  }
}
