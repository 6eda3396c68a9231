package org.evenkeel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A temporary folder that goes with its contents, also when the process is interrupted.
///
/// @param folder the folder
record Scratch(Path folder) implements AutoCloseable {
  /// Makes a folder.
  static Scratch make() throws IOException {
    Scratch scratch = new Scratch(Files.createTempDirectory("evenkeel-bench"));
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(scratch::close));
    return scratch;
  }

  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A process that is just ending may still write there; the system clears its temporary
      // folder.
    }
  }
}
