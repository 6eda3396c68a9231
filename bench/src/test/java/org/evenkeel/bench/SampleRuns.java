package org.evenkeel.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evenkeel.measure.Rates;

/// Made-up results.
final class SampleRuns {
  private SampleRuns() {}

  static Choices choices(boolean quick, int rounds, Set<Library> peers, Workload... workloads) {
    return new Choices(
        quick, rounds, 3, List.of(workloads), Optional.empty(), peers, Path.of("data"));
  }

  static Sample rate(double examplesPerSecond) {
    return new Sample(
        Map.of(
            Figure.EXAMPLES_PER_SECOND, examplesPerSecond,
            Figure.PEAK_RESIDENT_BYTES, 200e6,
            Figure.GFLOPS_PEAK_BEFORE, 100.0,
            Figure.GFLOPS_PEAK_AFTER, 90.0,
            Figure.GFLOPS_MEDIAN_BEFORE, 96.0,
            Figure.GFLOPS_MEDIAN_AFTER, 84.0));
  }

  private static Sample inTurns(double examplesPerSecond) {
    return rate(examplesPerSecond).with(Figure.EXAMPLES_PER_GFLOP, 412.5);
  }

  static Contest contest(Workload workload, int threads) {
    return choices(false, 2, Set.of(Library.DJL), workload).contests().stream()
        .filter(contest -> contest.threads() == threads)
        .findFirst()
        .orElseThrow();
  }

  static Contest.Result lenet(int threads, double ours, double peer) {
    return new Contest.Result(
        contest(Workload.LENET, threads),
        List.of(
            new Series(Library.EVENKEEL, threads, List.of(inTurns(ours), inTurns(1.1 * ours))),
            new Series(Library.DJL, threads, List.of(rate(peer), rate(peer)))));
  }

  static Contest.Result single(double ours, double peer) {
    return new Contest.Result(
        contest(Workload.PREDICT_ONE, 1),
        List.of(
            new Series(Library.EVENKEEL, 1, List.of(latency(ours))),
            new Series(Library.DJL, 1, List.of(latency(peer)))));
  }

  private static Sample latency(double seconds) {
    return new Sample(
        Map.of(Figure.MEDIAN_LATENCY_SECONDS, seconds, Figure.P99_LATENCY_SECONDS, 2 * seconds));
  }

  static MachinePeaks peaks() {
    Rates rates = new Rates(90, 100, 104.25);
    return new MachinePeaks(
        List.of(
            new MachinePeaks.Row(1, rates, List.of(rates, rates, rates)),
            new MachinePeaks.Row(2, new Rates(1, 2, 208.5), List.of(rates, rates, rates))));
  }

  static Report report(Contest.Result... results) {
    return new Report(
        choices(false, 2, Set.of(Library.DJL), Workload.LENET),
        new DataFolder(Path.of("data"), DataFolder.Kind.GENERATED),
        new Machine("A processor", 2, "L1 32K", 16_000_000_000L, "system", "java", 256),
        peaks(),
        List.of(results),
        List.of("A note."));
  }
}
