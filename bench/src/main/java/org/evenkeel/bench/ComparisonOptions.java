package org.evenkeel.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What [CompareTraining] was asked to do.
///
/// The two commands are lists of words; `{epochs}`, `{threads}`, `{data}`, `{out}`, `{java}` and
/// `{peers}` in a word are replaced when a process is started.
///
/// @param rounds how often both are run, in turn
/// @param epochs epochs of each run
/// @param warmUp epochs at the start of a peer's run that do not count
/// @param threads threads of each run
/// @param data folder of the four IDX files
/// @param peers folder of the peers' build
/// @param ours the command that trains Evenkeel into the folder `{out}`
/// @param peer the command that trains the peer and prints its epochs
record ComparisonOptions(
    int rounds,
    int epochs,
    int warmUp,
    int threads,
    Path data,
    Path peers,
    List<String> ours,
    List<String> peer) {

  static final String USAGE =
      """
      usage: CompareTraining [--rounds N] [--epochs E] [--warm-up W] [--threads T]
                             [--data DIR] [--peers DIR] [--ours COMMAND] [--peer COMMAND]
      """;

  private static final String OURS =
      "./evenkeel train --norm batch --epochs {epochs} --threads {threads} --data {data}"
          + " --out {out} --quiet";

  private static final String DJL =
      "{java} -Xmx2g --enable-native-access=ALL-UNNAMED -DDJL_CACHE_DIR={peers}/target/djl"
          + " -cp {peers}/target/classes:{peers}/target/lib/*"
          + " org.evenkeel.bench.peers.DjlLenet {epochs} {threads} {data}";

  /// Reads the command line.
  ///
  /// Throws: [IllegalArgumentException] for an unknown option, a missing or an impossible value.
  static ComparisonOptions parse(String... args) {
    int rounds = 5;
    int epochs = 5;
    int warmUp = 2;
    int threads = 2;
    Path data = Path.of("/usr/share/datasets/fashion-mnist");
    Path peers = Path.of("bench", "peers");
    String ours = OURS;
    String peer = DJL;
    Iterator<String> words = Arrays.asList(args).iterator();
    while (words.hasNext()) {
      String option = words.next();
      if (!words.hasNext()) {
        throw new IllegalArgumentException(option + ": expected a value, got the end\n" + USAGE);
      }
      String value = words.next();
      switch (option) {
        case "--rounds" -> rounds = atLeast(1, option, value);
        case "--epochs" -> epochs = atLeast(1, option, value);
        case "--warm-up" -> warmUp = atLeast(0, option, value);
        case "--threads" -> threads = atLeast(1, option, value);
        case "--data" -> data = Path.of(value);
        case "--peers" -> peers = Path.of(value);
        case "--ours" -> ours = value;
        case "--peer" -> peer = value;
        default -> throw new IllegalArgumentException(option + ": unknown option\n" + USAGE);
      }
    }
    if (epochs <= warmUp) {
      throw new IllegalArgumentException(
          "--epochs: expected more than the " + warmUp + " of warm-up, got " + epochs);
    }
    return new ComparisonOptions(
        rounds, epochs, warmUp, threads, data, peers, words(ours), words(peer));
  }

  /// A command's words for one run, with everything in braces replaced.
  List<String> fill(List<String> command, Path out) {
    return command.stream()
        .map(
            word ->
                word.replace("{epochs}", Integer.toString(epochs))
                    .replace("{threads}", Integer.toString(threads))
                    .replace("{data}", data.toString())
                    .replace("{out}", out.toString())
                    .replace("{peers}", peers.toString())
                    .replace(
                        "{java}", Path.of(System.getProperty("java.home"), "bin/java").toString()))
        .toList();
  }

  private static List<String> words(String command) {
    return List.of(command.strip().split("\\s+"));
  }

  private static int atLeast(int least, String option, String value) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": expected a number, got " + value, e);
    }
    if (number < least) {
      throw new IllegalArgumentException(
          option + ": expected at least " + least + ", got " + value);
    }
    return number;
  }
}
