package org.evenkeel.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.evenkeel.measure.MultiplyAddPeak;
import org.evenkeel.measure.Rates;

/// Trains LeNet with batch normalization in Evenkeel and in a peer, in turn, and prints both
/// speeds, their ratio and how much of the machine's multiply-add peak was reached.
///
/// Each training is a process of its own and counts once, with the median of its epochs after
/// warm-up: shuffling, batches, forward, backward and update are in the time, start-up and
/// evaluation are not. The peak is measured before and after every round, because a shared machine
/// does not hold still.
///
/// ```
/// mvn -f bench/peers/pom.xml package
/// java --add-modules jdk.incubator.vector -cp bench/target/classes:core/target/classes \
///     org.evenkeel.bench.CompareTraining --rounds 5 --epochs 5 --threads 2
/// ```
public final class CompareTraining {
  /// Nominal operations of one example's training step: 758,520 multiply-adds of the convolutions
  /// and dense layers (forward 281,640; weight gradients 281,640; input gradients 195,240).
  static final double OPERATIONS_PER_EXAMPLE = 2.0 * 758_520;

  /// The fastest settings found for PyTorch on a processor: its C library keeps large blocks
  /// instead of handing them back to the system after every operation, large blocks use huge pages,
  /// threads stay on their core.
  private static final Map<String, String> PEER_ENVIRONMENT =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "4294967296",
          "MALLOC_TOP_PAD_", "67108864",
          "THP_MEM_ALLOC_ENABLE", "1",
          "OMP_PROC_BIND", "true");

  private static final int PEAK_SLICES = 300;
  private static final double MEGABYTE = 1e6;

  private CompareTraining() {}

  /// One round: examples per second and peak resident bytes of both, and the best multiply-add rate
  /// (GFLOP/s) before and after.
  record Round(
      double ours, long ourBytes, double peer, long peerBytes, double before, double after) {
    double peak() {
      return Math.max(before, after);
    }

    double ratio() {
      return ours / peer;
    }
  }

  /// Runs the comparison; [ComparisonOptions] has the arguments. Needs `--add-modules
  /// jdk.incubator.vector`.
  public static void main(String[] args) throws InterruptedException {
    try {
      run(ComparisonOptions.parse(args), System.out);
    } catch (IllegalArgumentException | IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /// Runs all rounds and prints each of them and the summary.
  static List<Round> run(ComparisonOptions options, PrintStream out)
      throws IOException, InterruptedException {
    requirePeers(options);
    Path scratch = Files.createTempDirectory("evenkeel-compare");
    try {
      out.printf(
          Locale.ROOT,
          "%d rounds of %d epochs, %d threads, vectors of %d bit%n",
          options.rounds(),
          options.epochs(),
          options.threads(),
          MultiplyAddPeak.vectorBits());
      List<Round> rounds = new ArrayList<>();
      double before = peak(options);
      for (int i = 1; i <= options.rounds(); i++) {
        Round round = round(options, scratch.resolve("round-" + i), before);
        print(out, i, round);
        rounds.add(round);
        before = round.after();
      }
      printSummary(out, rounds);
      return rounds;
    } finally {
      delete(scratch);
    }
  }

  private static void requirePeers(ComparisonOptions options) throws IOException {
    Path libraries = options.peers().resolve("target/lib");
    boolean needed = options.peer().stream().anyMatch(word -> word.contains("{peers}"));
    if (needed && !Files.isDirectory(libraries)) {
      throw new IOException(
          "compare: expected the peers in %s, found nothing; build them with: mvn -f %s package"
              .formatted(libraries, options.peers().resolve("pom.xml")));
    }
  }

  private static Round round(ComparisonOptions options, Path folder, double before)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path run = folder.resolve("run");
    TrainingProcess ours =
        TrainingProcess.run(
            options.fill(options.ours(), run), Map.of(), folder.resolve("ours.log"));
    TrainingProcess peer =
        TrainingProcess.run(
            options.fill(options.peer(), run), PEER_ENVIRONMENT, folder.resolve("peer.log"));
    return new Round(
        TrainingProcess.steadyRateFromSummary(run),
        ours.peakBytes(),
        peer.steadyRateFromEpochLines(options.warmUp()),
        peer.peakBytes(),
        before,
        peak(options));
  }

  private static double peak(ComparisonOptions options) {
    return MultiplyAddPeak.measure(options.threads(), PEAK_SLICES).max();
  }

  private static void print(PrintStream out, int number, Round round) {
    out.printf(
        Locale.ROOT,
        "round %d: ours %,.0f examples/s (%.0f MB), peer %,.0f (%.0f MB), ratio %.2f,"
            + " peak %.1f then %.1f GFLOP/s%n",
        number,
        round.ours(),
        round.ourBytes() / MEGABYTE,
        round.peer(),
        round.peerBytes() / MEGABYTE,
        round.ratio(),
        round.before(),
        round.after());
  }

  private static void printSummary(PrintStream out, List<Round> rounds) {
    double peak = rounds.stream().mapToDouble(Round::peak).max().orElseThrow();
    printRate(out, "ours", rounds, Round::ours, peak);
    printRate(out, "peer", rounds, Round::peer, peak);
    Rates ratio = rates(rounds, Round::ratio);
    out.printf(
        Locale.ROOT,
        "ratio  median %.2f, min %.2f, max %.2f; multiply-add peak %.1f GFLOP/s%n",
        ratio.median(),
        ratio.min(),
        ratio.max(),
        peak);
  }

  private static void printRate(
      PrintStream out, String who, List<Round> rounds, ToDoubleFunction<Round> rate, double peak) {
    Rates rates = rates(rounds, rate);
    out.printf(
        Locale.ROOT,
        "%-6s median %,.0f examples/s, min %,.0f, max %,.0f; %.1f %% of peak%n",
        who,
        rates.median(),
        rates.min(),
        rates.max(),
        100 * rates.median() * OPERATIONS_PER_EXAMPLE / (peak * 1e9));
  }

  private static Rates rates(List<Round> rounds, ToDoubleFunction<Round> rate) {
    return Rates.of(rounds.stream().mapToDouble(rate).toArray());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
