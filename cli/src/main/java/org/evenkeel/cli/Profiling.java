package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.measure.Peaks;
import org.evenkeel.model.Json;
import org.evenkeel.plan.Profile;
import org.evenkeel.plan.StepTimes;
import org.evenkeel.report.BarFigure;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Trainer;

/// `--profile`: where a training step's time goes.
final class Profiling {
  private static final int MOST_WARM_UP = 500;
  private static final String FORMAT = "%-44.44s %8s %6s %7s %6s %4s";

  private final int warmUp;
  private final StepTimes times;
  private final Peaks before;

  /// Measures the machine's peaks and prepares to measure a run.
  ///
  /// @param plannedSteps the first half of them, at most 500, is left out
  Profiling(Execution execution, long plannedSteps) {
    warmUp = (int) Math.min(MOST_WARM_UP, plannedSteps / 2);
    times = StepTimes.after(warmUp);
    before = Peaks.measure(execution.threads());
  }

  static void check(Execution execution) {
    if (execution.engine() == Execution.Engine.REFERENCE) {
      throw Failure.usage(
          "--profile: expected --engine simd, got reference, which has no plan to measure");
    }
  }

  Trainer measured(Trainer trainer) {
    return trainer.times(times);
  }

  /// What was found.
  ///
  /// @param lines the table
  /// @param json the same, for programs; null before the end of warm-up
  /// @param figure the same as bars
  record Report(List<String> lines, Json json, Optional<BarFigure> figure) {}

  /// Measures the peaks again and says what was found.
  Report report() {
    return times
        .profile()
        .map(this::report)
        .orElseGet(
            () ->
                new Report(
                    List.of(
                        "no profile: training ended within its warm-up of " + warmUp + " steps"),
                    Json.ofNull(),
                    Optional.empty()));
  }

  private Report report(Profile profile) {
    Peaks peaks = before.best(Peaks.measure(before.threads()));
    List<ProfileRow> rows = ProfileRow.of(profile, peaks);
    List<String> lines = new ArrayList<>(heading(profile, peaks));
    lines.add(String.format(Locale.ROOT, FORMAT, "", "us", "share", "GFLOP/s", "GB/s", "peak"));
    rows.forEach(row -> lines.add(line(row)));
    Json json =
        Json.JsonObject.EMPTY
            .with("threads", profile.threads())
            .with("warm_up_steps", warmUp)
            .with("steps", profile.steps())
            .with("examples", profile.examples())
            .with("step_microseconds", profile.wallNanos() / 1e3 / profile.steps())
            .with("multiply_adds_per_example", profile.multiplyAdds())
            .with("peak_gflops", peaks.multiplyAdds())
            .with("copy_gigabytes_per_second", peaks.copy())
            .with("rows", Json.of(rows.stream().map(ProfileRow::json).toList()));
    String title =
        String.format(
            Locale.ROOT,
            "One training step: %,.0f \u00b5s on %d thread%s",
            profile.wallNanos() / 1e3 / profile.steps(),
            profile.threads(),
            profile.threads() == 1 ? "" : "s");
    return new Report(lines, json, Optional.of(ProfileFigure.of(title, rows)));
  }

  private List<String> heading(Profile profile, Peaks peaks) {
    int threads = profile.threads();
    return List.of(
        "Where a training step's time goes",
        String.format(
            Locale.ROOT,
            "  %,d steps of %,d examples in all, %,d before as warm-up; %,.0f us each, %d thread%s",
            profile.steps(),
            profile.examples(),
            warmUp,
            profile.wallNanos() / 1e3 / profile.steps(),
            threads,
            threads == 1 ? "" : "s"),
        "  us: thread time per training step, that of all threads added up",
        String.format(
            Locale.ROOT,
            "  peak: of %.1f GFLOP/s of multiply-adds per thread; of %.1f GB/s of copying",
            peaks.multiplyAdds() / threads,
            peaks.copy() / threads),
        "  per thread in the second-level cache, where a step has no multiply-adds");
  }

  private static String line(ProfileRow row) {
    boolean inPhase = row.phase() > 0 && row.part() != ProfileRow.Part.PHASE;
    return String.format(
            Locale.ROOT,
            FORMAT,
            (inPhase ? "  " : "") + row.shortName(),
            number("%.1f", row.micros()),
            number("%.1f%%", 100 * row.share()),
            row.gflops() > 0 ? number("%.1f", row.gflops()) : "",
            row.gigabytes() > 0 ? number("%.1f", row.gigabytes()) : "",
            row.ofPeak() > 0 ? number("%.0f%%", 100 * row.ofPeak()) : "")
        .stripTrailing();
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
