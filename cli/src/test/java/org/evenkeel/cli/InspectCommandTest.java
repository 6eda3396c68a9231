package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {
  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void train() throws IOException {
    run = folder.resolve("run");
    Path data = TinyData.write(folder.resolve("data"), 16);
    assertThat(
            Ran.command(
                    "train",
                    "--dataset",
                    "idx",
                    "--data",
                    data,
                    "--out",
                    run,
                    "--epochs",
                    1,
                    "--batch",
                    16)
                .code())
        .isZero();
  }

  @Test
  void showsTheFirstNormalizationTheLayersAndThePlanWithin80Columns() {
    Ran ran = Ran.command("inspect", run);

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains(
            "Normalization layer scratchBatchNorm1",
            "  gamma ",
            "  beta ",
            "  moving mean ",
            "  moving variance ",
            "(n, 6, 12, 12)",
            "Plan of a training step",
            "conv2d1: conv2d",
            "bytes")
        .containsPattern("conv2d2 +conv2d +\\(n, 16, 2, 2\\) +2,416");
    assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void sumsUpAGammaWithAValueForEveryPosition() throws IOException {
    Path data = TinyData.write(folder.resolve("more"), 28);
    Path layered = folder.resolve("layered");
    assertThat(
            Ran.command(
                    "train",
                    "--dataset",
                    "idx",
                    "--data",
                    data,
                    "--out",
                    layered,
                    "--epochs",
                    1,
                    "--norm",
                    "layer")
                .code())
        .isZero();

    Ran ran = Ran.command("inspect", layered);

    assertThat(ran.out())
        .contains("Normalization layer layerNorm1", "… 3,456 values from")
        .doesNotContain("moving");
    assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void showsTheNamedLayer() {
    assertThat(Ran.command("inspect", run, "--layer", "scratchBatchNorm4").out())
        .contains("Normalization layer scratchBatchNorm4");
    assertThat(Ran.command("inspect", run, "--layer", "dense1").err())
        .contains("'dense1'", "scratchBatchNorm1, scratchBatchNorm2");
  }

  @Test
  void plansForNoMoreExamplesThanThereAre() throws IOException {
    Path config = run.resolve("config.json");
    String written = Files.readString(config);
    String asTrained = Ran.command("inspect", run).out();

    Files.writeString(config, written.replace("\"batch\": 16", "\"batch\": 1000000000"));
    Ran capped = Ran.command("inspect", run);
    Files.writeString(
        config,
        written
            .replace("\"batch\": 16", "\"batch\": 1000000000")
            .replace("\"examples\": 48", "\"examples\": 1000000000"));
    Ran tooLarge = Ran.command("inspect", run);

    assertThat(capped.code()).as(capped.err()).isZero();
    assertThat(capped.out()).isNotEqualTo(asTrained).doesNotContain("do not fit");
    assertThat(tooLarge.code()).as(tooLarge.err()).isZero();
    assertThat(tooLarge.out()).contains("for minibatches of 256: those of the run, of 1000000000,");
  }

  @Test
  void evaluatesOnTheFolderThatTheRunWasGiven() throws IOException {
    Path config = run.resolve("config.json");
    Path given = folder.resolve("data");
    Files.writeString(config, Files.readString(config).replace("\"idx\"", "\"fashion-mnist\""));
    Ran wrongChecksum = Ran.command("evaluate", run);
    Files.delete(given.resolve("t10k-labels-idx1-ubyte"));
    Ran missing = Ran.command("evaluate", run);

    assertThat(wrongChecksum.code()).isEqualTo(ExitCode.DATA_CORRUPT.code());
    assertThat(wrongChecksum.err()).contains(given.toString(), "SHA-256").hasLineCount(1);
    assertThat(missing.code()).isEqualTo(ExitCode.DATA_MISSING.code());
    assertThat(missing.err()).contains(given.toString(), "t10k-labels").hasLineCount(1);
  }

  @Test
  void evaluatesOnAnotherFolderOfTheSameKind() throws IOException {
    Path other = TinyData.write(folder.resolve("other"), 16);
    Files.delete(folder.resolve("data").resolve("t10k-labels-idx1-ubyte"));

    assertThat(Ran.command("evaluate", run).code()).isEqualTo(ExitCode.DATA_MISSING.code());
    assertThat(Ran.command("evaluate", run, "--data", other).code()).isZero();
  }

  @Test
  void evaluatesOnTheDataOfTheRun() {
    assertThat(Ran.command("evaluate", run).out())
        .matches("test loss \\S+, test acc \\S+ \\(20 examples, prediction mode\\)\n");
    assertThat(Ran.command("evaluate", run, "--on", "train", "--json").out())
        .contains("\"examples\": 48");
  }
}
