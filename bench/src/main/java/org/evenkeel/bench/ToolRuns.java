package org.evenkeel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.measure.Rates;

/// Runs `./evenkeel train`, the tool itself, and measures it from outside.
///
/// @param tool the launcher
/// @param data what to train on
/// @param epochs epochs of a run that is timed
/// @param quick whether the run without options is cut to one epoch
/// @param scratch folder for run folders
record ToolRuns(Path tool, DataFolder data, int epochs, boolean quick, Path scratch) {
  /// Trains with the built-in layer: seconds from the start of the launcher to the first step, and
  /// the seconds of the first and of later epochs.
  Sample launch(double seconds) throws IOException, InterruptedException {
    Path out = out();
    Instant start = Instant.now();
    MeasuredProcess process =
        run(List.of("--norm", "batch", "--epochs", Integer.toString(epochs)), out, seconds);
    // The run folder is made right before the first step.
    Instant firstStep = Files.getLastModifiedTime(out.resolve("config.json")).toInstant();
    double[] epochSeconds = epochSeconds(Files.readAllLines(out.resolve("metrics.csv")));
    double[] steady = java.util.Arrays.copyOfRange(epochSeconds, 1, epochSeconds.length);
    return new Sample(
        Map.of(
            Figure.LAUNCH_SECONDS,
            Duration.between(start, firstStep).toNanos() / 1e9,
            Figure.FIRST_EPOCH_SECONDS,
            epochSeconds[0],
            Figure.STEADY_EPOCH_SECONDS,
            Rates.of(steady).median(),
            Figure.PEAK_RESIDENT_BYTES,
            (double) process.peakBytes()));
  }

  /// Trains as without options, figure included: memory.
  Sample defaultRun(double seconds) throws IOException, InterruptedException {
    MeasuredProcess process = run(quick ? List.of("--epochs", "1") : List.of(), out(), seconds);
    return new Sample(Map.of(Figure.PEAK_RESIDENT_BYTES, (double) process.peakBytes()));
  }

  private MeasuredProcess run(List<String> options, Path out, double seconds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.toString(), "train", "--quiet"));
    command.addAll(List.of("--out", out.toString()));
    command.addAll(options);
    if (data.kind() != DataFolder.Kind.FASHION_MNIST) {
      command.addAll(List.of("--dataset", "idx", "--data", data.folder().toString()));
    }
    return MeasuredProcess.run(
        command,
        Map.of("EVENKEEL_JAVA_HOME", System.getProperty("java.home")),
        scratch.resolve("train.log"),
        seconds);
  }

  private Path out() {
    return scratch.resolve("run-" + UUID.randomUUID());
  }

  /// The column `seconds` of a `metrics.csv`.
  static double[] epochSeconds(List<String> lines) {
    List<String> names = List.of(lines.getFirst().split(",", -1));
    int column = names.indexOf("seconds");
    if (column < 0) {
      throw new IllegalArgumentException("metrics.csv: expected a column 'seconds', got " + names);
    }
    return lines.stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[column]))
        .toArray();
  }
}
