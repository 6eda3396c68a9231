package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedules, averaged weights, groups of weight decay and validation data at the command line.
final class CureOptionsTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 12);
  }

  private Path train(String name, Object... more) {
    Path run = folder.resolve(name);
    List<Object> arguments =
        new ArrayList<>(List.of("train", "--dataset", "idx", "--data", data, "--out", run));
    arguments.addAll(List.of("--model", "mlp", "--norm", "batch", "--lr", 0.5, "--epochs", 2));
    arguments.addAll(List.of("--batch", 16, "--threads", 1, "--quiet"));
    arguments.addAll(List.of(more));
    Ran ran = Ran.command(arguments.toArray());
    assertThat(ran.failures()).isEmpty();
    assertThat(ran.code()).isZero();
    return run;
  }

  private static JsonCursor json(Path run, String file) {
    return JsonCursor.of(file, Json.read(run.resolve(file)));
  }

  private static String hash(Path run) {
    return Model.load(run).weightsSha256();
  }

  @Test
  void theAveragedModelIsARunFolderOfItsOwn() {
    Path plain = train("plain");
    Path run = train("averaged", "--average-weights", 0.9);
    Path averaged = run.resolve("averaged");

    assertThat(hash(run)).isEqualTo(hash(plain)).isNotEqualTo(hash(averaged));
    assertThat(plain.resolve("averaged")).doesNotExist();
    assertThat(json(run, "config.json").field("average_weights").asString()).isEqualTo("0.9");
    assertThat(Ran.command("evaluate", averaged, "--threads", 1).out()).startsWith("test loss ");
    assertThat(Ran.command("inspect", averaged).out()).contains("gamma");
    assertThat(hash(train("last", "--average-weights", "last:1").resolve("averaged")))
        .isNotEqualTo(hash(averaged));
  }

  @Test
  void metricsTellTheRateOfEachEpoch() throws IOException {
    Path run =
        train("linear", "--schedule", "linear:0.5", "--warmup", 0.5, "--statistics", "moving");

    assertThat(Files.readAllLines(run.resolve("metrics.csv")))
        .satisfiesExactly(
            header -> assertThat(header).endsWith(",lr"),
            first -> assertThat(first).endsWith(",0.500000"),
            last -> assertThat(last).endsWith(",0.166667"));
    assertThat(json(run, "config.json").field("schedule").asString())
        .isEqualTo("warmup:0.5,linear:0.5");
  }

  @Test
  void weightDecayHoldsForAllParametersIfAskedFor() {
    Path weights = train("weights", "--weight-decay", 0.1);
    Path all = train("all", "--weight-decay", 0.1, "--decay-all");

    assertThat(hash(all)).isNotEqualTo(hash(weights));
  }

  @Test
  void validationExamplesOfFewClassesAreDoubted() {
    List<Object> arguments =
        List.of("train", "--dataset", "idx", "--data", data, "--out", folder.resolve("few"));
    List<Object> more =
        List.of("--model", "mlp", "--epochs", 1, "--batch", 16, "--quiet", "--validation", 3);
    Ran ran = Ran.command(Stream.of(arguments, more).flatMap(List::stream).toArray());

    assertThat(ran.code()).isZero();
    assertThat(ran.failures())
        .contains("of 10 classes, 10 are left for training and 3 for validation")
        .hasLineCount(1);
  }

  @Test
  void validationExamplesAreKeptOutAndJudgedByThemselves() throws IOException {
    Path run = train("validated", "--validation", 20, "--statistics", "moving");

    assertThat(json(run, "config.json").field("examples").asInt()).isEqualTo(TinyData.TRAIN - 20);
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertThat(metrics.getFirst()).endsWith(",lr,validation_acc");
    double accuracy = json(run, "summary.json").field("validation_accuracy").asDouble();
    assertThat(metrics.getLast()).endsWith(",%.6f".formatted(accuracy));
    assertThat(Files.readString(run.resolve("figure.svg"))).contains("validation acc");
    Ran evaluated = Ran.command("evaluate", run, "--on", "validation", "--json", "--threads", 1);
    JsonCursor told = JsonCursor.of("out", Json.parse(evaluated.out()));
    assertThat(told.field("accuracy").asDouble()).isEqualTo(accuracy);
    assertThat(told.field("examples").asInt()).isEqualTo(20);
    Ran training = Ran.command("evaluate", run, "--on", "train", "--json", "--threads", 1);
    assertThat(JsonCursor.of("out", Json.parse(training.out())).field("examples").asInt())
        .isEqualTo(TinyData.TRAIN - 20);
  }
}
