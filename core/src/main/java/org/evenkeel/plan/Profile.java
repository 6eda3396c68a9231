package org.evenkeel.plan;

import java.util.List;

/// Where the time of training steps went. Times of steps are *thread time*, summed over threads; all others are those of the leading thread, which the others
/// spend waiting.
///
/// @param threads threads of the plan
/// @param steps training steps measured
/// @param examples examples in these steps
/// @param beforehandNanos batch-wide arithmetic before the first phase
/// @param phases the phases in order
/// @param updateNanos updates of parameters and states, all threads working
/// @param outsideNanos training outside the plan: shuffling, sums of losses, listeners
public record Profile(
    int threads,
    long steps,
    long examples,
    long beforehandNanos,
    List<PhaseTimes> phases,
    long updateNanos,
    long outsideNanos) {

  /// Copies the list.
  public Profile {
    phases = List.copyOf(phases);
  }

  /// One step of the plan.
  ///
  /// @param name layer and operation, and what was fused
  /// @param nanos thread time
  /// @param multiplyAdds nominal multiply-adds for one example: [MultiplyAdds]
  /// @param bytes activations that it reads and writes for one example, each once: 4 bytes a value, 1 a pixel of the data set
  public record Step(String name, long nanos, long multiplyAdds, long bytes) {}

  /// One phase.
  ///
  /// @param steps what ran on slabs and tiles
  /// @param wallNanos from its start to the barrier
  /// @param afterBarrierNanos batch-wide arithmetic that follows
  public record PhaseTimes(List<Step> steps, long wallNanos, long afterBarrierNanos) {
    /// Copies the list.
    public PhaseTimes {
      steps = List.copyOf(steps);
    }

    /// Returns the thread time of the steps.
    public long stepNanos() {
      return steps.stream().mapToLong(Step::nanos).sum();
    }

    /// Returns the thread time spent before the barrier in no step: waiting for the slowest thread, claiming tasks, reading the clock.
    public long waitingNanos(int threads) {
      return Math.max(0, threads * wallNanos - stepNanos());
    }
  }

  /// Returns the time from the first measured step to the end of the last, evaluation left out.
  public long wallNanos() {
    long phaseNanos =
        phases.stream().mapToLong(phase -> phase.wallNanos() + phase.afterBarrierNanos()).sum();
    return beforehandNanos + phaseNanos + updateNanos + outsideNanos;
  }

  /// Returns all thread time: threads times [#wallNanos].
  public long threadNanos() {
    return threads * wallNanos();
  }

  /// Returns the nominal multiply-adds for one example.
  public long multiplyAdds() {
    return phases.stream()
        .flatMap(phase -> phase.steps().stream())
        .mapToLong(Step::multiplyAdds)
        .sum();
  }
}
