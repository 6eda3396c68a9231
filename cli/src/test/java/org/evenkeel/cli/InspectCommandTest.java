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
  void showsTheSwitchesOfEveryNormalization() throws IOException {
    assertThat(Ran.command("inspect", run).out())
        .contains("Normalization in training")
        .containsPattern("scratchBatchNorm1 +batch +updated +learned +learned")
        .containsPattern("scratchBatchNorm4 +batch +updated +learned +learned");
    Path file = folder.resolve("switches.json");
    Files.writeString(
        file,
        """
        {"layers": [
          {"type": "conv2d", "outputs": 3, "kernel": 3},
          {"type": "batchNorm", "momentum": "pooled", "scale": false},
          {"type": "batchNorm", "normalizeWith": "stored", "updating": false, "learning": false},
          {"type": "batchNorm", "tracking": false, "fixedGamma": 2, "betaStart": 0.5},
          {"type": "batchNorm", "rMax": [1, 3, 0, 0.5], "dMax": 5, "keepOld": 0.9, "start": "debiased"},
          {"type": "flatten"}, {"type": "dense", "outputs": 10}]}
        """);
    Path other = folder.resolve("switches");
    Ran ran =
        Ran.command(
            "train",
            "--dataset",
            "idx",
            "--data",
            folder.resolve("data"),
            "--out",
            other,
            "--epochs",
            1,
            "--batch",
            16,
            "--model",
            file);
    assertThat(ran.code()).as(ran.err()).isZero();
    Ran inspected = Ran.command("inspect", other);
    assertThat(inspected.out())
        .containsPattern("batchNorm1 +batch +updated +fixed +learned")
        .containsPattern("batchNorm2 +stored +kept, still 0/1 +kept +kept")
        .containsPattern("batchNorm3 +batch +none +fixed +learned")
        .containsPattern("batchNorm4 +batch +updated +learned +learned");
    assertThat(inspected.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    Ran evaluated = Ran.command("evaluate", other);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.err().lines())
        .filteredOn(line -> line.contains("initial statistics"))
        .singleElement()
        .asString()
        .startsWith("evenkeel: layer \"batchNorm2\" predicts with its initial statistics");
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
