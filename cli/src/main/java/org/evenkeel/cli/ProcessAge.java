package org.evenkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// How long this process has been running, the launcher's part included.
///
/// On Linux the JDK takes the moment of boot in whole seconds, so that its start of a process may
/// be wrong by a second. Here the clock ticks since boot are compared with each other.
final class ProcessAge {
  /// As Linux tells them to programs, whatever the kernel's own clock.
  private static final double TICKS_PER_SECOND = 100;

  /// `starttime`, field 22 of all, where `state`, field 3, is the first behind the name.
  private static final int START_TIME = 22 - 3;

  private ProcessAge() {}

  /// Returns the seconds since the start of the process, 0 where the system does not tell.
  static double seconds() {
    try {
      return seconds(
          Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
    } catch (IOException | IllegalArgumentException noLinux) {
      return ProcessHandle.current()
          .info()
          .startInstant()
          .map(start -> Duration.between(start, Instant.now()).toMillis() / 1000.0)
          .orElse(0.0);
    }
  }

  /// The age by the contents of `/proc/self/stat` and `/proc/uptime`.
  ///
  /// Throws: an `IllegalArgumentException` where they are not of the form expected.
  static double seconds(String stat, String uptime) {
    // The name, in parentheses, may hold spaces and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME) {
      throw new IllegalArgumentException(
          "stat: expected more than %d fields behind the name, got %d"
              .formatted(START_TIME, fields.length));
    }
    double age =
        Double.parseDouble(uptime.split(" ", -1)[0])
            - Long.parseLong(fields[START_TIME]) / TICKS_PER_SECOND;
    return Math.round(age * TICKS_PER_SECOND) / TICKS_PER_SECOND;
  }
}
