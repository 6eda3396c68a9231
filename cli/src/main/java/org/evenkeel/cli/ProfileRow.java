package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.measure.Peaks;
import org.evenkeel.model.Json;
import org.evenkeel.plan.Profile;

/// One line of a profile.
///
/// @param phase number of the phase as `inspect` counts, from 1; 0 outside phases
/// @param name what took the time
/// @param part what kind of line it is
/// @param micros thread time per training step, in microseconds
/// @param share of all thread time
/// @param gflops nominal multiply-adds per thread, two operations each, in GFLOP/s
/// @param gigabytes activations read and written per thread, in GB/s
/// @param ofPeak share of the multiply-add peak; of copying, where there are no multiply-adds
record ProfileRow(
    int phase,
    String name,
    Part part,
    double micros,
    double share,
    double gflops,
    double gigabytes,
    double ofPeak) {
  /// Kinds of lines. Those of a phase's steps, waiting and batch-wide arithmetic add up to that of the phase; all but these to the total.
  enum Part {
    PHASE,
    STEP,
    WAITING,
    BATCH_WIDE,
    UPDATE,
    OUTSIDE,
    TOTAL
  }

  /// Returns all lines, steps in plan order.
  static List<ProfileRow> of(Profile profile, Peaks peaks) {
    Maker maker = new Maker(profile, peaks);
    List<ProfileRow> rows = new ArrayList<>();
    if (profile.beforehandNanos() > 0) {
      rows.add(
          maker.together(
              0, "batch-wide arithmetic, beforehand", Part.BATCH_WIDE, profile.beforehandNanos()));
    }
    int number = 0;
    for (Profile.PhaseTimes phase : profile.phases()) {
      number += phase.steps().isEmpty() ? 0 : 1;
      phase(number, phase, maker, rows);
    }
    rows.add(maker.together(0, "update of parameters", Part.UPDATE, profile.updateNanos()));
    rows.add(
        maker.together(
            0, "outside the plan: shuffling, bookkeeping", Part.OUTSIDE, profile.outsideNanos()));
    rows.add(
        maker.row(
            0, "training step", Part.TOTAL, profile.threadNanos(), profile.multiplyAdds(), 0));
    return rows;
  }

  private static void phase(
      int number, Profile.PhaseTimes phase, Maker maker, List<ProfileRow> rows) {
    int threads = maker.profile().threads();
    long all = threads * (phase.wallNanos() + phase.afterBarrierNanos());
    long multiplyAdds = phase.steps().stream().mapToLong(Profile.Step::multiplyAdds).sum();
    rows.add(maker.row(number, "phase " + number, Part.PHASE, all, multiplyAdds, 0));
    for (Profile.Step step : phase.steps()) {
      rows.add(
          maker.row(
              number, step.name(), Part.STEP, step.nanos(), step.multiplyAdds(), step.bytes()));
    }
    long waiting = phase.waitingNanos(threads);
    rows.add(maker.row(number, "waiting at the barrier", Part.WAITING, waiting, 0, 0));
    long wide = phase.afterBarrierNanos();
    rows.add(maker.together(number, "then batch-wide arithmetic", Part.BATCH_WIDE, wide));
  }

  /// Turns times of all steps into rates and shares.
  private record Maker(Profile profile, Peaks peaks) {
    /// Returns a line of what all threads did, or waited for, together.
    ProfileRow together(int phase, String name, Part part, long nanos) {
      return row(phase, name, part, profile.threads() * nanos, 0, 0);
    }

    ProfileRow row(int phase, String name, Part part, long nanos, long multiplyAdds, long bytes) {
      double time = Math.max(1, nanos);
      double gflops = 2.0 * multiplyAdds * profile.examples() / time;
      double gigabytes = (double) bytes * profile.examples() / time;
      double ofPeak =
          multiplyAdds > 0
              ? gflops * peaks.threads() / peaks.multiplyAdds()
              : gigabytes * peaks.threads() / peaks.copy();
      return new ProfileRow(
          phase,
          name,
          part,
          nanos / 1e3 / profile.steps(),
          nanos / (double) Math.max(1, profile.threadNanos()),
          gflops,
          gigabytes,
          ofPeak);
    }
  }

  /// Returns the name without what a fused step replaces, which `inspect` shows.
  String shortName() {
    int bracket = name.indexOf(" [");
    return bracket < 0 ? name : name.substring(0, bracket);
  }

  Json json() {
    return Json.JsonObject.EMPTY
        .with("phase", phase)
        .with("name", name)
        .with("part", NetworkOptions.lower(part))
        .with("microseconds", micros)
        .with("share", share)
        .with("gflops", gflops)
        .with("gigabytes_per_second", gigabytes)
        .with("of_peak", ofPeak);
  }
}
