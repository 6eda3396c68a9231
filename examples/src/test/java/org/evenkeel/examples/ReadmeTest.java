package org.evenkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;
import org.evenkeel.data.Split;
import org.evenkeel.model.Model;
import org.evenkeel.train.Evaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the documents show is what is compiled and run.
class ReadmeTest {
  @Test
  void showsTheTenLinesThatAreCompiled() {
    String source = Documents.source(TenLines.class);
    String quoted =
        source.substring(
            source.indexOf("// README begins\n") + "// README begins\n".length(),
            source.indexOf("    // README ends"));
    assertThat(Documents.javaBlocks("README.md").getFirst())
        .isEqualTo(quoted.stripTrailing().stripIndent());
  }

  @Test
  void tenLinesTrainSaveLoadAndEvaluate(@TempDir Path folder) {
    Split data = new GeneratedImages(new ImageShape(1, 28, 28), 10, 5).split(1024, 64);
    Evaluation test = TenLines.run(data, folder);
    assertThat(test.examples()).isEqualTo(64);
    assertThat(test.loss()).isBetween(0.0, 10.0);
    assertThat(Model.load(folder).network().layers()).hasSize(16);
  }

  @Test
  void batchNormPageShowsTheLayerThatIsCompiled() {
    String source = Documents.source(ScratchBatchNorm.class);
    assertThat(Documents.javaBlocks("docs/batch-norm.md"))
        .hasSize(2)
        .allSatisfy(block -> assertThat(source).contains(indented(block)));
  }

  private static String indented(String block) {
    return block.indent(2).replaceAll("(?m)^ +$", "").stripTrailing();
  }
}
