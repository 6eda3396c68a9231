package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfilingTest {
  @TempDir private Path folder;

  private Ran train(String out, Object... more) throws IOException {
    Path data = TinyData.write(folder.resolve("data-" + out), 28);
    List<Object> arguments =
        new ArrayList<>(
            List.of("train", "--dataset", "idx", "--data", data, "--out", folder.resolve(out)));
    arguments.addAll(
        List.of("--norm", "batch", "--lr", 0.5, "--batch", 16, "--epochs", 2, "--threads", 2));
    arguments.addAll(List.of(more));
    return Ran.command(arguments.toArray());
  }

  private static double sum(List<JsonCursor> rows, String... parts) {
    return rows.stream()
        .filter(row -> List.of(parts).contains(row.field("part").asString()))
        .mapToDouble(row -> row.field("microseconds").asDouble())
        .sum();
  }

  @Test
  void printsEveryStepOfThePlanWithin80Columns() throws IOException {
    Ran ran = train("run", "--profile");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Where a training step's time goes", "phase 1", "conv2d1: conv2d")
        .contains("waiting at the barrier", "batch-wide", "update", "outside the plan", "GFLOP/s");
    assertThat(ran.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void leavesTheSameNumbersInTheRunFolderAndTheyAddUp() throws IOException {
    assertThat(train("run", "--profile", "--quiet").out().lines()).hasSize(3);

    Path file = folder.resolve("run").resolve("profile.json");
    JsonCursor profile = JsonCursor.of("profile", Json.read(file));
    assertThat(folder.resolve("run").resolve("profile.svg"))
        .content()
        .contains("One training step", "phase 1", "conv2d2");
    assertThat(profile.field("multiply_adds_per_example").asInt()).isEqualTo(758_520);
    assertThat(profile.field("steps").asInt()).isEqualTo(3); // of six
    List<JsonCursor> rows = profile.field("rows").items();
    double total = sum(rows, "total");
    double outside =
        rows.stream()
            .filter(row -> row.field("phase").asInt() == 0)
            .mapToDouble(row -> row.field("microseconds").asDouble())
            .sum();
    assertThat(sum(rows, "phase") + outside - total).isCloseTo(total, within(0.001 * total));
    assertThat(sum(rows, "step", "waiting", "batch-wide", "update", "outside"))
        .isCloseTo(total, within(0.001 * total));
  }

  @Test
  void changesNoWeight() throws IOException {
    train("plain");
    train("measured", "--profile");

    assertThat(Model.load(folder.resolve("measured")).weightsSha256())
        .isEqualTo(Model.load(folder.resolve("plain")).weightsSha256());
  }

  @Test
  void refusesTheReferenceWhichHasNoPlan() throws IOException {
    Ran ran = train("run", "--profile", "--engine", "reference");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ran.err()).contains("--profile", "--engine simd");
  }
}
