package org.evenkeel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Builds a peer with Maven, which fetches its libraries the first time.
///
/// @param peers folder of the peers' build
/// @param maven Maven's command
record PeerBuild(Path peers, String maven) {
  private static final double PATIENCE_SECONDS = 1800;

  /// Makes sure that a peer is built.
  ///
  /// @return why it is not there, in one line; nothing where it is
  Optional<String> require(Library peer) throws InterruptedException {
    try {
      if (isBuilt(peer)) {
        return Optional.empty();
      }
      return build(peer);
    } catch (IOException | UncheckedIOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> build(Library peer) throws IOException, InterruptedException {
    Path target = Files.createDirectories(peers.resolve(peer.word()).resolve("target"));
    Path log = target.resolve("build.log");
    List<String> command =
        List.of(
            maven,
            "-B",
            "-ntp",
            "-f",
            peers.resolve("pom.xml").toString(),
            "-pl",
            peer.word(),
            "-am",
            "package");
    try {
      MeasuredProcess.run(
          command, Map.of("JAVA_HOME", System.getProperty("java.home")), log, PATIENCE_SECONDS);
      Files.writeString(stamp(peer), "");
      return Optional.empty();
    } catch (MeasuredProcess.FailedException e) {
      return Optional.of(reason(log) + " (log: " + log + ")");
    }
  }

  /// The line of the log that says most.
  private static String reason(Path log) throws IOException {
    List<String> errors =
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("[ERROR]"))
            .map(line -> line.substring("[ERROR]".length()).strip())
            .map(line -> line.substring(Math.max(0, line.indexOf("Could not "))))
            .filter(line -> !line.isEmpty())
            .toList();
    String line =
        errors.stream()
            .filter(error -> error.contains("Could not ") || error.contains("Cannot access"))
            .findFirst()
            .or(() -> errors.stream().findFirst())
            .orElse("the build failed");
    int longest = 200;
    return line.length() > longest ? line.substring(0, longest) + "…" : line;
  }

  private boolean isBuilt(Library peer) throws IOException {
    if (!Files.exists(stamp(peer))) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(stamp(peer));
    for (String folder : List.of("common", peer.word())) {
      try (Stream<Path> files = Files.walk(peers.resolve(folder))) {
        boolean changed =
            files
                .filter(file -> !file.startsWith(peers.resolve(folder).resolve("target")))
                .filter(Files::isRegularFile)
                .anyMatch(file -> isNewer(file, built));
        if (changed) {
          return false;
        }
      }
    }
    return !isNewer(peers.resolve("pom.xml"), built);
  }

  private static boolean isNewer(Path file, FileTime than) {
    try {
      return Files.getLastModifiedTime(file).compareTo(than) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path stamp(Library peer) {
    return peers.resolve(peer.word()).resolve("target").resolve("built");
  }
}
