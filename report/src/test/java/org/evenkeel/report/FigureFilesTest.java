package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFilesTest {
  @TempDir private Path folder;

  @Test
  void writesBothPicturesAndNothingElse() throws IOException {
    var problem = FigureFiles.write(folder, SampleRun.figure(3));
    assertThat(names())
        .isEqualTo(problem.isEmpty() ? List.of("figure.png", "figure.svg") : List.of("figure.svg"));
  }

  @Test
  void replacesThePicturesOfTheEpochBefore() throws IOException {
    FigureFiles.write(folder, SampleRun.figure(3));
    FigureFiles.write(folder, SampleRun.figure(4));
    assertThat(folder.resolve("figure.svg")).hasBinaryContent(SampleRun.figure(4).svg());
  }

  @Test
  void leavesNoHalfWrittenFileWhenAPictureCannotBeReplaced() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("figure.svg/occupied"));
    assertThatThrownBy(() -> FigureFiles.write(folder, SampleRun.figure(3)))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("figure.svg");
    assertThat(inTheWay).exists();
  }

  @Test
  void reportsAMissingFolder() {
    assertThatThrownBy(() -> FigureFiles.write(folder.resolve("none"), SampleRun.figure(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
