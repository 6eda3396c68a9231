package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.measure.Rates;

/// What follows from several contests, or is no rate.
final class Findings {
  private Findings() {}

  /// One statement.
  ///
  /// @param label what was looked at
  /// @param value the median, in the unit
  /// @param unit the unit, empty for a ratio
  record Finding(String label, double value, String unit) {
    /// Returns the value as people read it.
    String text() {
      return switch (unit) {
        case "MB" -> String.format(Locale.ROOT, "%,.0f MB", value);
        case "bytes" -> String.format(Locale.ROOT, "%,.0f bytes", value);
        case "%" -> String.format(Locale.ROOT, "%.1f %%", value);
        case "s" -> String.format(Locale.ROOT, "%.2f s", value);
        default -> String.format(Locale.ROOT, "%.2f", value);
      };
    }
  }

  /// Returns all that can be said.
  static List<Finding> of(List<Contest.Result> results, MachinePeaks peaks) {
    List<Finding> findings = new ArrayList<>();
    for (Contest.Result result : results) {
      Series ours = result.series().getFirst();
      inTurns(result.contest(), ours, findings);
      switch (result.contest().kind()) {
        case LENET -> {
          calm(result.contest(), ours, findings);
          twoAgainstOne(results, result, peaks, findings);
        }
        case BUSY -> busy(results, result, findings);
        case SCRATCH -> scratch(result, findings);
        case LAUNCH -> launch(ours, findings);
        case DEFAULT_RUN -> defaultRun(ours, findings);
        case STATISTICS -> statistics(result.contest(), ours, findings);
        default -> {}
      }
    }
    return findings;
  }

  private static void inTurns(Contest contest, Series ours, List<Finding> findings) {
    ours.shareInTurns(contest.multiplyAdds())
        .ifPresent(
            share ->
                findings.add(
                    new Finding(
                        "%s training, %s, of multiply-adds in turns"
                            .formatted(shortName(contest.kind()), threads(contest)),
                        100 * share.median(),
                        "%")));
  }

  private static String shortName(Workload kind) {
    return switch (kind) {
      case RESNET20 -> "ResNet-20";
      case MLP -> "MLP";
      default -> "LeNet";
    };
  }

  /// Shares of the peak, which is the best of many slices, mean little where most slices were held
  /// up by something else.
  private static void calm(Contest contest, Series ours, List<Finding> findings) {
    ours.calm()
        .ifPresent(
            share ->
                findings.add(
                    new Finding(
                        "multiply-adds, %s, median slice against the best"
                            .formatted(threads(contest)),
                        share.median(),
                        "")));
  }

  private static String threads(Contest contest) {
    return contest.threads() == 1 ? "1 thread" : contest.threads() + " threads";
  }

  private static void twoAgainstOne(
      List<Contest.Result> results,
      Contest.Result two,
      MachinePeaks peaks,
      List<Finding> findings) {
    if (two.contest().threads() != 2) {
      return;
    }
    gains(results, two, "LeNet training, two threads against one, ", findings);
    findings.add(
        new Finding("multiply-add peak, two threads against one", peaks.gainOfTwoThreads(), ""));
  }

  private static void busy(
      List<Contest.Result> results, Contest.Result two, List<Finding> findings) {
    if (two.contest().threads() == 2) {
      gains(results, two, "the same beside a busy process, ", findings);
    }
  }

  /// What each library gains by the second thread, round by round.
  private static void gains(
      List<Contest.Result> results, Contest.Result two, String label, List<Finding> findings) {
    for (Series series : two.series()) {
      withOneThread(results, two.contest().kind(), series.library())
          .flatMap(one -> series.ratio(Figure.EXAMPLES_PER_SECOND, one))
          .ifPresent(
              gain ->
                  findings.add(new Finding(label + series.library().title(), gain.median(), "")));
    }
  }

  private static void scratch(Contest.Result result, List<Finding> findings) {
    if (result.series().size() == 2) {
      Series ours = result.series().get(0);
      result
          .series()
          .get(1)
          .ratio(Figure.EXAMPLES_PER_SECOND, ours)
          .ifPresent(
              ratio ->
                  findings.add(
                      new Finding("batch norm from scratch against built in", ratio.median(), "")));
    }
  }

  private static void launch(Series ours, List<Finding> findings) {
    median(ours, Figure.LAUNCH_SECONDS)
        .ifPresent(
            launch ->
                findings.add(new Finding("./evenkeel train: launch to first step", launch, "s")));
    Optional<Double> first = median(ours, Figure.FIRST_EPOCH_SECONDS);
    Optional<Double> steady = median(ours, Figure.STEADY_EPOCH_SECONDS);
    if (first.isPresent() && steady.isPresent()) {
      findings.add(
          new Finding(
              "./evenkeel train --norm batch: first epoch above a later one",
              first.get() - steady.get(),
              "s"));
    }
  }

  private static void defaultRun(Series ours, List<Finding> findings) {
    median(ours, Figure.PEAK_RESIDENT_BYTES)
        .ifPresent(
            bytes ->
                findings.add(
                    new Finding(
                        "./evenkeel train: peak resident memory, figure included",
                        bytes / 1e6,
                        "MB")));
    median(ours, Figure.BYTES_PER_STEP)
        .ifPresent(
            bytes -> findings.add(new Finding("objects made in a training step", bytes, "bytes")));
  }

  private static void statistics(Contest contest, Series ours, List<Finding> findings) {
    String threads = threads(contest);
    median(ours, Figure.POOLED_OF_EPOCH)
        .ifPresent(
            ratio ->
                findings.add(
                    new Finding("pooled statistics, of a training epoch, " + threads, ratio, "")));
    median(ours, Figure.EXACT_OF_EPOCH)
        .ifPresent(
            ratio ->
                findings.add(
                    new Finding("exact statistics, of a training epoch, " + threads, ratio, "")));
  }

  private static Optional<Series> withOneThread(
      List<Contest.Result> results, Workload kind, Library library) {
    return results.stream()
        .filter(result -> result.contest().kind() == kind && result.contest().threads() == 1)
        .flatMap(result -> result.series().stream())
        .filter(series -> series.library() == library)
        .findFirst();
  }

  private static Optional<Double> median(Series series, Figure figure) {
    return series.rates(figure).map(Rates::median);
  }
}
