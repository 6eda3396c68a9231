package org.evenkeel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evenkeel.measure.MultiplyAddPeak;

/// What this machine is, as far as its system tells.
///
/// @param processor model
/// @param processors how many the system offers
/// @param caches sizes of the first processor's caches by level, such as `L1 32K, L2 512K`
/// @param memoryBytes installed memory, 0 where unknown
/// @param system operating system
/// @param java the JVM
/// @param vectorBits width of its widest preferred vectors
record Machine(
    String processor,
    int processors,
    String caches,
    long memoryBytes,
    String system,
    String java,
    int vectorBits) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /// Returns the machine that this runs on.
  static Machine here() {
    return new Machine(
        value(CPU_INFO, "model name").orElse("unknown processor"),
        Runtime.getRuntime().availableProcessors(),
        caches(CACHES),
        value(MEMORY_INFO, "MemTotal")
            .map(text -> Long.parseLong(text.replaceAll("\\D", "")) * 1024)
            .orElse(0L),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()),
        MultiplyAddPeak.vectorBits());
  }

  /// Returns lines of at most 80 columns.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(processor + ", " + processors + " processors, vectors of " + vectorBits + " bit");
    String memory = memoryBytes == 0 ? "" : "memory %.1f GB".formatted(memoryBytes / 1e9);
    String caching = caches.isEmpty() ? "" : "caches " + caches;
    lines.add(String.join(", ", Stream.of(caching, memory).filter(s -> !s.isEmpty()).toList()));
    lines.add(system);
    lines.add(java);
    return lines.stream().filter(line -> !line.isEmpty()).map(TextTable::cut).toList();
  }

  /// The first line `key : value` of a file.
  private static Optional<String> value(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Data and unified caches by level, of a folder like `/sys/devices/system/cpu/cpu0/cache`.
  static String caches(Path folder) {
    Map<String, String> sizes = new TreeMap<>();
    try (Stream<Path> caches = Files.list(folder)) {
      for (Path cache :
          caches.filter(path -> path.getFileName().toString().startsWith("index")).toList()) {
        if (!Files.readString(cache.resolve("type")).strip().equals("Instruction")) {
          sizes.put(
              "L" + Files.readString(cache.resolve("level")).strip(),
              Files.readString(cache.resolve("size")).strip());
        }
      }
    } catch (IOException e) {
      return "";
    }
    return String.join(
        ", ", sizes.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }
}
