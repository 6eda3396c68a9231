package org.evenkeel.report;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Puts a figure into a folder as `figure.svg` and `figure.png`.
///
/// Each file is written under a temporary name and moved into place, so that a viewer who watches
/// the folder never reads half a picture.
public final class FigureFiles {
  private FigureFiles() {}

  /// Writes both files, replacing what was there.
  ///
  /// @param folder an existing folder
  /// @param figure what to draw
  /// @return empty, or the reason in one line why there is no `figure.png`
  /// @throws IOException if a file cannot be written; the files of an earlier call are then intact
  public static Optional<String> write(Path folder, TrainingFigure figure) throws IOException {
    replace(folder.resolve("figure.svg"), figure.svg());
    return switch (figure.png()) {
      case Png.Drawn(byte[] bytes) -> {
        replace(folder.resolve("figure.png"), bytes);
        yield Optional.empty();
      }
      case Png.Missing(String reason) -> Optional.of(reason);
    };
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Files.write(temporary, bytes);
      move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
