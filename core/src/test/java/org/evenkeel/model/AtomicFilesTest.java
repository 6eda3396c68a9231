package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;
  Path target;

  @BeforeEach
  void oldContent() throws IOException {
    target = folder.resolve("model.json");
    Files.writeString(target, "old");
  }

  @Test
  void writesNewFilesAndReplacesOldOnes() {
    Path fresh = folder.resolve("é".repeat(120));
    AtomicFiles.write(fresh, "naïve");
    AtomicFiles.write(target, new byte[] {'n', 'e', 'w'});
    assertThat(fresh).hasContent("naïve");
    assertThat(target).hasContent("new");
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void writesLargeContentInPieces() {
    byte[] large = new byte[1_000_003];
    new Random(5).nextBytes(large);
    AtomicFiles.write(
        target,
        out -> {
          out.write(large, 0, 3);
          out.write(large[3]);
          out.write(large, 4, large.length - 4);
        });
    assertThat(target).hasBinaryContent(large);
  }

  @Test
  void showsNothingBeforeAllIsWritten() {
    AtomicFiles.write(
        target,
        out -> {
          out.write(new byte[200_000]);
          assertThat(target).hasContent("old");
        });
    assertThat(target).hasSize(200_000);
  }

  @Test
  void writesInAnInterruptedThread() {
    Thread.currentThread().interrupt();
    try {
      AtomicFiles.write(target, "saved");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(target).hasContent("saved");
  }

  @Test
  void keepsTheOldFileWhenWritingFails() {
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(OutputException.class)
        .hasMessageStartingWith("cannot write " + target + ": the disk is full (")
        .hasMessageEndingWith(" bytes free); free some space or choose another folder")
        .hasCauseInstanceOf(IOException.class);
    nothingChanged();
  }

  @Test
  void namesTheBytesThatDoNotFit() {
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    target,
                    1_234_567,
                    out -> {
                      throw new IOException("No space left on device");
                    }))
        .hasMessageContaining(": the disk is full (1,234,567 bytes to write, ");
    nothingChanged();
  }

  @Test
  void recognizesAReadOnlyDisk() {
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      throw new IOException("x (Read-only file system)");
                    }))
        .hasMessage(
            "cannot write " + target + ": the disk is read-only; choose a folder on another one");
    nothingChanged();
  }

  @Test
  void passesOtherFailuresThrough() {
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    nothingChanged();
  }

  @Test
  void refusesTargetsThatCannotBeFiles() {
    assertThatThrownBy(() -> AtomicFiles.write(target.resolve("x.json"), "new"))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            "cannot write %s: %s is not a folder; choose or make another folder",
            target.resolve("x.json"), target);
    assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("no/x.json"), "new"))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            "cannot write %s: %s does not exist; choose or make another folder",
            folder.resolve("no/x.json"), folder.resolve("no"));
    assertThatThrownBy(() -> AtomicFiles.write(folder, "new"))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("it exists and is not a regular file");
    nothingChanged();
  }

  private void nothingChanged() {
    assertThat(target).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("model.json");
  }
}
