package org.evenkeel.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One process, run to its end.
///
/// @param output what it printed, standard error included
/// @param peakBytes its greatest resident memory, of its largest process where it started several;
///   0 where the system does not tell
record MeasuredProcess(String output, long peakBytes) {
  private static final Pattern PEAK_RESIDENT = Pattern.compile("VmHWM:\\s*(\\d+) kB");
  private static final long POLL_MILLIS = 50;

  /// A process that did not end as it should; the message is one line.
  static final class FailedException extends IOException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  /// Runs a command to its end, with `environment` added to this process's own; log: written.
  ///
  /// Throws: [FailedException] if it ends with an exit code other than 0, or not within `seconds`.
  static MeasuredProcess run(
      List<String> command, Map<String, String> environment, Path log, double seconds)
      throws IOException, InterruptedException {
    Process process = start(command, environment, log);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long peak = 0;
    try {
      while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, residentPeak(process));
        if (System.nanoTime() > end) {
          throw new FailedException("it took longer than %.0f seconds".formatted(seconds));
        }
      }
    } finally {
      stop(process);
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new FailedException(
          "exit code %d: %s".formatted(process.exitValue(), lastLine(output)));
    }
    return new MeasuredProcess(output, peak);
  }

  /// Starts a command without waiting; log: written.
  static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /// Ends a process and what it started.
  static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String lastLine(String output) {
    return output
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
        .reduce((_, last) -> last)
        .orElse("it printed nothing")
        .strip();
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
    } catch (IOException e) {
      return 0; // it has just ended, or this system has no /proc
    }
  }
}
