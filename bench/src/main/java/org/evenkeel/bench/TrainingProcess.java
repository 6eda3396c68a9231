package org.evenkeel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.evenkeel.measure.Rates;

/// One training in a process of its own.
///
/// @param output what it printed, standard error included
/// @param peakBytes its peak resident memory, of its largest process where it started several; 0
///   where the system does not tell
record TrainingProcess(String output, long peakBytes) {
  private static final Pattern EPOCH =
      Pattern.compile(
          "^EPOCH epoch=(\\d+) seconds=([\\d.eE+-]+) examples=(\\d+)\\b.*$", Pattern.MULTILINE);
  private static final Pattern STEADY =
      Pattern.compile("\"steady_examples_per_second\"\\s*:\\s*([\\d.eE+-]+)");
  private static final Pattern PEAK_RESIDENT = Pattern.compile("VmHWM:\\s*(\\d+) kB");
  private static final long POLL_MILLIS = 200;

  /// Runs a command to its end, with `environment` added to this process's own; log: written.
  ///
  /// Throws: [IOException] if it cannot be started or ends with an exit code other than 0.
  static TrainingProcess run(List<String> command, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    long peak = 0;
    try {
      process.getOutputStream().close();
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, residentPeak(process));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(
          "compare: expected exit code 0 of `%s`, got %d; it printed:%n%s"
              .formatted(String.join(" ", command), process.exitValue(), output.strip()));
    }
    return new TrainingProcess(output, peak);
  }

  /// Median examples per second over the printed epochs after the first `warmUp`.
  double steadyRateFromEpochLines(int warmUp) throws IOException {
    double[] rates =
        EPOCH
            .matcher(output)
            .results()
            .filter(line -> Integer.parseInt(line.group(1)) > warmUp)
            .mapToDouble(
                line -> Double.parseDouble(line.group(3)) / Double.parseDouble(line.group(2)))
            .toArray();
    if (rates.length == 0) {
      throw new IOException(
          "compare: expected EPOCH lines after the first %d, got:%n%s"
              .formatted(warmUp, output.strip()));
    }
    return Rates.of(rates).median();
  }

  /// The steady rate that a run of Evenkeel wrote into its folder.
  static double steadyRateFromSummary(Path runFolder) throws IOException {
    Path summary = runFolder.resolve("summary.json");
    Matcher steady = STEADY.matcher(Files.readString(summary, StandardCharsets.UTF_8));
    if (!steady.find()) {
      throw new IOException("compare: expected steady_examples_per_second in " + summary);
    }
    return Double.parseDouble(steady.group(1));
  }

  private static long residentPeak(Process process) {
    try (Stream<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
      return all.mapToLong(handle -> residentPeak(handle.pid())).max().orElse(0);
    }
  }

  private static long residentPeak(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      Matcher peak = PEAK_RESIDENT.matcher(Files.readString(status, StandardCharsets.UTF_8));
      return peak.find() ? Long.parseLong(peak.group(1)) * 1024 : 0;
    } catch (IOException | UncheckedIOException e) {
      return 0; // it has just ended, or this system has no /proc
    }
  }
}
