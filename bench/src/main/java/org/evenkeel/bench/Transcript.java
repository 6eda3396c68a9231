package org.evenkeel.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.measure.Rates;

/// Reads what a process printed: lines of a word and `key=value` pairs, among anything else.
///
/// ```
/// EPOCH number=1 warm_up=true seconds=2.5 examples=60000 result=0.7
/// LATENCY images=1000 median=0.0001 p99=0.0002
/// ALLOCATED bytes_per_step=0
/// STATISTICS pooled=0.36 exact=0.78
/// TURNS number=230 examples_per_gflop=412.5 gflops=103.1
/// ```
final class Transcript {
  private static final Pattern LINE =
      Pattern.compile(
          "^(EPOCH|LATENCY|ALLOCATED|STATISTICS|TURNS)((?: \\w+=\\S+)+)\\s*$", Pattern.MULTILINE);
  private static final Pattern PAIR = Pattern.compile(" (\\w+)=(\\S+)");

  private Transcript() {}

  /// Returns the figures of a process; none where it printed no such line.
  ///
  /// Throws: [NumberFormatException] where a value is no number.
  static Sample read(String output) {
    EnumMap<Figure, Double> figures = new EnumMap<>(Figure.class);
    List<Map<String, String>> epochs = lines(output, "EPOCH");
    List<Map<String, String>> measured =
        epochs.stream().filter(epoch -> "false".equals(epoch.get("warm_up"))).toList();
    if (!measured.isEmpty()) {
      figures.put(Figure.FIRST_EPOCH_SECONDS, number(epochs.getFirst(), "seconds"));
      figures.put(
          Figure.STEADY_EPOCH_SECONDS,
          Rates.of(measured.stream().mapToDouble(epoch -> number(epoch, "seconds")).toArray())
              .median());
      figures.put(
          Figure.EXAMPLES_PER_SECOND,
          Rates.of(
                  measured.stream()
                      .mapToDouble(epoch -> number(epoch, "examples") / number(epoch, "seconds"))
                      .toArray())
              .median());
    }
    for (Map<String, String> latency : lines(output, "LATENCY")) {
      figures.put(Figure.MEDIAN_LATENCY_SECONDS, number(latency, "median"));
      figures.put(Figure.P99_LATENCY_SECONDS, number(latency, "p99"));
    }
    for (Map<String, String> allocated : lines(output, "ALLOCATED")) {
      figures.put(Figure.BYTES_PER_STEP, number(allocated, "bytes_per_step"));
    }
    List<Map<String, String>> statistics = lines(output, "STATISTICS");
    if (!statistics.isEmpty()) {
      figures.put(Figure.POOLED_OF_EPOCH, median(statistics, "pooled"));
      figures.put(Figure.EXACT_OF_EPOCH, median(statistics, "exact"));
    }
    for (Map<String, String> turns : lines(output, "TURNS")) {
      figures.put(Figure.EXAMPLES_PER_GFLOP, number(turns, "examples_per_gflop"));
      figures.put(Figure.GFLOPS_IN_TURNS, number(turns, "gflops"));
    }
    return new Sample(figures);
  }

  private static List<Map<String, String>> lines(String output, String word) {
    return LINE.matcher(output)
        .results()
        .filter(line -> line.group(1).equals(word))
        .map(line -> pairs(line.group(2)))
        .toList();
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new java.util.HashMap<>();
    Matcher pair = PAIR.matcher(text);
    while (pair.find()) {
      pairs.put(pair.group(1), pair.group(2));
    }
    return pairs;
  }

  private static double median(List<Map<String, String>> lines, String key) {
    return Rates.of(lines.stream().mapToDouble(line -> number(line, key)).toArray()).median();
  }

  private static double number(Map<String, String> pairs, String key) {
    return Double.parseDouble(String.valueOf(pairs.get(key)));
  }
}
