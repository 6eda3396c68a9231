package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void chooseFolders() throws IOException {
    data = TinyData.write(folder.resolve("data"), 16);
    run = folder.resolve("run");
  }

  private Ran train(int epochs, int batch) {
    Ran ran =
        Ran.command(
            "train",
            "--dataset",
            "idx",
            "--data",
            data,
            "--out",
            run,
            "--epochs",
            epochs,
            "--batch",
            batch,
            "--norm",
            "batch",
            "--lr",
            0.1);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran;
  }

  private static void assertNarrow(Ran ran) {
    assertThat(ran.out().lines().skip(1))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void saysWhatItMeasuredWhyItMattersAndWhatToDo() {
    train(2, 16);

    Ran ran = Ran.command("doctor", run);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains(
            "warning   too few values per channel\n",
            "  measured  batchNorm3: 16 in a batch, expected at least 32\n",
            "warning   moving statistics not settled\n",
            "batchNorm1: after 6 steps that keep 0.99, 94 % of the initial\n",
            "note      a bias before a normalization\n",
            "  why       ",
            "  do        leave it out");
    assertNarrow(ran);
    assertThat(Ran.command("doctor", run, "--strict").code()).isEqualTo(ExitCode.WARNINGS.code());
  }

  @Test
  void printsJson() {
    train(1, 48);

    Ran ran = Ran.command("doctor", run, "--json", "--no-data");

    JsonCursor json = JsonCursor.of("doctor", Json.parse(ran.out()));
    JsonCursor first = json.field("findings").items().getFirst();
    assertThat(first.field("level").asString()).isEqualTo("warning");
    assertThat(first.field("illness").asString()).isEqualTo("unsettled_statistics");
    assertThat(first.field("layer").asString()).isEqualTo("batchNorm1");
    assertThat(first.field("measured").asString()).contains("99 %");
    assertThat(json.field("warnings").asInt()).isEqualTo(4);
    assertThat(json.field("skipped").items()).hasSize(3);
    assertThat(json.field("skipped").items().getFirst().field("reason").asString())
        .isEqualTo("--no-data");
  }

  @Test
  void aModelAloneGetsTheChecksThatNeedNoRun() throws IOException {
    train(1, 48);
    Path alone = Files.createDirectory(folder.resolve("alone"));
    Model model = Model.load(run);
    Arrays.fill(model.values("batchNorm2.gamma"), 0);
    model.save(alone);

    Ran ran = Ran.command("doctor", alone, "--dataset", "idx", "--data", data);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains(
            "warning   dead gamma\n  measured  batchNorm2: 16 of 16 channels below 0.001",
            "Skipped: too few values per channel, moving statistics not settled (batch");
    assertNarrow(ran);
  }

  @Test
  void goesOnWithoutTheDataOfTheRun() throws IOException {
    train(1, 48);
    try (var files = Files.list(data)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    Ran ran = Ran.command("doctor", run);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("Skipped: saturated activations, moving statistics lag, prediction is worse");
  }

  @Test
  void trainingWarnsOnce() {
    Ran ran = train(3, 16);

    assertThat(ran.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("evenkeel: warning: layer \"batchNorm3\": too few values")
                    .contains("16 in a batch, expected at least 32 (and 1 more layer)")
                    .endsWith("./evenkeel doctor " + run + " tells more"),
            line ->
                assertThat(line)
                    .startsWith("evenkeel: warning: layer \"batchNorm1\": moving statistics not")
                    .contains("after 9 steps that keep 0.99, 91 %"));
  }

  @Test
  void badInputGetsOneLineAndItsCode() {
    refused(Ran.command("doctor", folder.resolve("none")), ExitCode.MODEL_FILE, "none");
    train(1, 48);
    refused(
        Ran.command("doctor", run, "--data", folder.resolve("nowhere")),
        ExitCode.DATA_MISSING,
        "nowhere");
    refused(Ran.command("doctor"), ExitCode.USAGE, "RUN|MODEL");
  }

  private static void refused(Ran ran, ExitCode exit, String part) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(exit.code());
    assertThat(ran.err()).hasLineCount(1).contains(part);
    assertThat(ran.out()).isEmpty();
  }
}
