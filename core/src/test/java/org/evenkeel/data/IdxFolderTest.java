package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evenkeel.data.IdxFiles.header;
import static org.evenkeel.data.IdxFiles.labels;
import static org.evenkeel.data.IdxFiles.noise;
import static org.evenkeel.data.IdxFiles.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evenkeel.data.DataException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFolderTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeGoodFiles() {
    IdxFiles.writeFolder(folder);
  }

  @Test
  void loadsPlainAndGzippedFilesSideBySide() {
    Split split = IdxFolder.load(folder);
    assertThat(split.train().size()).isEqualTo(30);
    assertThat(split.test().size()).isEqualTo(10);
    assertThat(split.test().shape()).isEqualTo(new ImageShape(1, 4, 3));
    assertThat(split.train().pixels()).isEqualTo(noise(360));
    assertThat(split.train().classes()).isEqualTo(10);
  }

  @Test
  void loadsImagesWithChannels() throws IOException {
    Files.delete(folder.resolve("train-images-idx3-ubyte"));
    Files.delete(folder.resolve("t10k-images-idx3-ubyte.gz"));
    write(folder, "train-images-idx4-ubyte", header(30, 3, 2, 2), noise(360));
    write(folder, "t10k-images-idx4-ubyte", header(10, 3, 2, 2), noise(120));
    assertThat(IdxFolder.load(folder).train().shape()).isEqualTo(new ImageShape(3, 2, 2));
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
    assertRefused(Kind.MISSING, "expected t10k-labels-idx1-ubyte (or with .gz) in " + folder);
    assertThatThrownBy(() -> IdxFolder.load(folder.resolve("none")))
        .hasMessageContaining("train-images-idx3-ubyte");
  }

  @Test
  void refusesAnotherNumberOfLabelsThanImages() {
    write(folder, "train-labels-idx1-ubyte", header(29), labels(29));
    assertRefused(Kind.LABELS, "expected 30 labels");
    assertRefused(Kind.LABELS, "found 29");
  }

  @Test
  void refusesLabelsOutsideTheClassesAndNamesTheFile() {
    byte[] labels = labels(30);
    labels[17] = 12;
    Path file = write(folder, "train-labels-idx1-ubyte", header(30), labels);
    assertRefused(Kind.LABELS, "labels in " + file + ": example 17 has class 12, expected 0 to 9");
    assertThat(IdxFolder.load(folder, 13).train().label(17)).isEqualTo(12);
  }

  @Test
  void refusesTestImagesOfAnotherShape() {
    write(folder, "t10k-images-idx3-ubyte", header(10, 3, 4), noise(120));
    assertRefused(Kind.FORMAT, "(1, 4, 3), found (1, 3, 4)");
  }

  @Test
  void refusesImpossibleNumbersOfClasses() {
    for (int classes : new int[] {0, 257}) {
      assertThatThrownBy(() -> IdxFolder.load(folder, classes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 256 classes, got " + classes);
    }
  }

  private void assertRefused(Kind kind, String message) {
    assertThatThrownBy(() -> IdxFolder.load(folder))
        .isInstanceOfSatisfying(DataException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
