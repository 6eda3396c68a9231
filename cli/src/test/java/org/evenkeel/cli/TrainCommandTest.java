package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 12);
    run = folder.resolve("run");
  }

  private Ran train(Object... more) {
    return trainOn(false, more);
  }

  private Ran trainOn(boolean terminal, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("train", "--dataset", "idx", "--data", data, "--out", run, "--lr", 0.5));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--batch")) {
      arguments.addAll(List.of("--batch", 16));
    }
    return Ran.on(terminal, arguments.toArray());
  }

  private static JsonCursor json(Path file) {
    return JsonCursor.of(file.toString(), Json.read(file));
  }

  @Test
  void leavesAWholeRunFolder() throws IOException {
    Ran ran = train("--model", "mlp", "--epochs", 3, "--threads", 2);

    assertThat(ran.failures()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(run)
        .isDirectoryContaining("glob:**/figure.svg")
        .isDirectoryContaining("glob:**/figure.png")
        .isDirectoryContaining("glob:**/model.json")
        .isDirectoryContaining("glob:**/model.safetensors")
        .isDirectoryNotContaining("glob:**.tmp");
    assertThat(Files.readAllLines(run.resolve("metrics.csv")))
        .hasSize(4)
        .satisfies(
            lines ->
                assertThat(lines.getFirst())
                    .startsWith("epoch,train_loss,train_acc,test_acc,seconds,lr,test_acc_exact"))
        .last()
        .asString()
        .matches(
            "3,\\d+\\.\\d{6},[01]\\.\\d{6},[01]\\.\\d{6},\\d+\\.\\d{3},0\\.500000,[01]\\.\\d{6},.*");
    JsonCursor summary = json(run.resolve("summary.json"));
    assertThat(summary.field("weights_sha256").asString())
        .isEqualTo(Model.load(run).weightsSha256());
    assertThat(summary.field("train_loss").asDouble()).isBetween(0.0, 3.0);
    assertThat(summary.field("train_accuracy").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.field("test_accuracy").asDouble()).isBetween(0.0, 1.0);
    assertThat(summary.field("examples_per_second").asDouble()).isPositive();
    assertThat(summary.field("steady_examples_per_second").asDouble()).isPositive();
    assertThat(summary.field("seed").asLong()).isEqualTo(1);
    assertThat(summary.field("threads").asInt()).isEqualTo(2);
    assertThat(summary.field("vector_bits").asInt()).isNotNegative();
    assertThat(summary.field("epochs").asInt()).isEqualTo(3);
    assertThat(summary.field("stopped").asBoolean()).isFalse();
    assertThat(summary.field("version").asString()).isNotEmpty();
  }

  @Test
  void printsALinePerEpochAndTheTwoLinesOfTheSectionWhenPiped() {
    assertThat(train("--model", "mlp", "--epochs", 2, "--threads", 2).out())
        .matches(
            """
            epoch 1/2  loss \\S+  train acc \\S+  test acc \\S+  \\S+ examples/s
            epoch 2/2  loss \\S+  train acc \\S+  test acc \\S+  \\S+ examples/s
            test acc [01]\\.\\d{3} with exact statistics; moving ones [01]\\.\\d{3}, gap [-+]0\\.\\d{3}
            loss \\d\\.\\d{3}, train acc [01]\\.\\d{3}, test acc [01]\\.\\d{3}
            \\d+\\.\\d examples/sec on 2 threads, .*
            saved in .*/run
            """);
  }

  @Test
  void printsOnlyTheLinesOfTheEndWhenQuiet() {
    assertThat(train("--model", "mlp", "--epochs", 1, "--quiet").out().lines()).hasSize(3);
  }

  @Test
  void printsOnlyTheSummaryAsJson() {
    Ran ran = train("--model", "mlp", "--epochs", 1, "--json");

    assertThat(JsonCursor.of("out", Json.parse(ran.out())).value())
        .isEqualTo(Json.read(run.resolve("summary.json")));
    assertThat(ran.err()).startsWith("epoch 1/1  loss ");
  }

  @Test
  void keepsWithinTheColumnsOfATerminal() {
    Ran ran = trainOn(true, "--model", "mlp", "--epochs", 40, "--threads", 2);

    assertThat(ran.code()).isZero();
    assertThat(ran.screenLines())
        .filteredOn(line -> line.startsWith("epoch"))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(80));
  }

  @Test
  void writesEveryOptionWithItsEffectiveValue() {
    train("--model", "mlp", "--epochs", 1, "--seed", 7, "--momentum", 0.5, "--fusion", "off");

    JsonCursor config = json(run.resolve("config.json"));
    assertThat(config.fields().keySet())
        .containsExactly(
            "model",
            "norm",
            "epochs",
            "batch",
            "micro_batch",
            "lr",
            "momentum",
            "weight_decay",
            "schedule",
            "decay_all",
            "average_weights",
            "validation",
            "statistics",
            "seed",
            "shuffle",
            "dataset",
            "data",
            "data_given",
            "examples",
            "engine",
            "threads",
            "vector_bits",
            "fusion",
            "out",
            "profile",
            "quiet",
            "json",
            "debug",
            "version");
    assertThat(config.field("out").asString()).isEqualTo(run.toAbsolutePath().toString());
    assertThat(config.field("batch").asInt()).isEqualTo(16);
    assertThat(config.field("data_given").asBoolean()).isTrue();
    assertThat(config.field("examples").asInt()).isEqualTo(TinyData.TRAIN);
    assertThat(config.field("quiet").asBoolean()).isFalse();
    assertThat(config.field("json").asBoolean()).isFalse();
    assertThat(config.field("debug").asBoolean()).isFalse();
    assertThat(config.field("norm").asString()).isEqualTo("scratch");
    assertThat(config.field("lr").asDouble()).isEqualTo(0.5);
    assertThat(config.field("seed").asLong()).isEqualTo(7);
    assertThat(config.field("fusion").asString()).isEqualTo("off");
    assertThat(config.field("data").asString()).isEqualTo(data.toAbsolutePath().toString());
  }

  @Test
  void writesTheValuesThatTookEffectWhereMoreWasAskedFor() {
    train(
        "--model",
        "mlp",
        "--epochs",
        1,
        "--batch",
        1_000_000,
        "--threads",
        2,
        "--quiet",
        "--debug",
        "--engine",
        "reference");

    JsonCursor config = json(run.resolve("config.json"));
    assertThat(config.field("batch").asInt()).isEqualTo(TinyData.TRAIN);
    assertThat(config.field("quiet").asBoolean()).isTrue();
    assertThat(config.field("debug").asBoolean()).isTrue();
    assertThat(config.field("engine").asString()).isEqualTo("reference");
    assertThat(config.field("threads").asInt()).isEqualTo(1);
    assertThat(config.field("vector_bits").asInt()).isZero();
    assertThat(config.field("fusion").asString()).isEqualTo("off");
  }

  @Test
  void givesTheSameWeightsAgainFromItsOwnConfigurationAndModelFile() {
    train(
        "--model",
        "mlp",
        "--norm",
        "batch",
        "--epochs",
        2,
        "--seed",
        3,
        "--shuffle",
        "batches",
        "--threads",
        2);
    JsonCursor config = json(run.resolve("config.json"));
    String first = Model.load(run).weightsSha256();
    Path layers = run.resolve("model.json");
    run = folder.resolve("again");

    Ran ran =
        train(
            "--model",
            layers,
            "--epochs",
            config.field("epochs").asInt(),
            "--seed",
            config.field("seed").asLong(),
            "--shuffle",
            config.field("shuffle").asString(),
            "--threads",
            1,
            "--vector-bits",
            0,
            "--fusion",
            "off");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(Model.load(run).weightsSha256()).isEqualTo(first);
  }

  @Test
  void trainsLenetWithEveryNormalizationOnEveryEngine() throws IOException {
    data = TinyData.write(folder.resolve("larger"), 16);
    for (String norm : List.of("scratch", "batch", "layer", "group", "rms", "none")) {
      for (String engine : List.of("simd", "reference")) {
        run = folder.resolve(norm + engine);
        Ran ran = train("--norm", norm, "--engine", engine, "--epochs", 1, "--threads", 2);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains(engine.equals("simd") ? "2 threads" : "float64 reference");
      }
    }
  }

  @Test
  void namesRunFoldersByTimeAndNetwork() {
    Instant time = Instant.parse("2026-03-04T05:06:07Z");

    assertThat(RunFolder.choose(null, "lenet-scratch", time).path())
        .isEqualTo(Path.of("runs", "20260304T050607Z-lenet-scratch"));
  }
}
