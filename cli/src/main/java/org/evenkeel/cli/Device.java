package org.evenkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.evenkeel.train.Execution;

/// What computed, in words: `2 threads, 256-bit SIMD, AMD EPYC 7763`.
final class Device {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Device() {}

  static String describe(Execution execution) {
    String threads = execution.threads() + (execution.threads() == 1 ? " thread" : " threads");
    int bits = execution.kernels().vectorBits();
    String engine =
        execution.engine() == Execution.Engine.REFERENCE
            ? "float64 reference"
            : bits == 0 ? "scalar" : bits + "-bit SIMD";
    return threads + ", " + engine + ", " + processor(CPU_INFO);
  }

  /// The processor's name where Linux tells it, else its architecture.
  static String processor(Path cpuInfo) {
    try (Stream<String> lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(name -> !name.isEmpty())
          .findFirst()
          .orElseGet(Device::architecture);
    } catch (IOException | UncheckedIOException e) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown processor");
  }
}
