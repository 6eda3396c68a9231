package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
  void showsTheNamedLayer() {
    assertThat(Ran.command("inspect", run, "--layer", "scratchBatchNorm4").out())
        .contains("Normalization layer scratchBatchNorm4");
    assertThat(Ran.command("inspect", run, "--layer", "dense1").err())
        .contains("'dense1'", "scratchBatchNorm1, scratchBatchNorm2");
  }

  @Test
  void evaluatesOnTheDataOfTheRun() {
    assertThat(Ran.command("evaluate", run).out())
        .matches("test loss \\S+, test acc \\S+ \\(20 examples, prediction mode\\)\n");
    assertThat(Ran.command("evaluate", run, "--on", "train", "--json").out())
        .contains("\"examples\": 48");
  }
}
