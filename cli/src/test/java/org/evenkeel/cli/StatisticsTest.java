package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--statistics` of train and evaluate, and what is left of them in the run folder.
final class StatisticsTest {
  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 12);
    run = folder.resolve("run");
  }

  private Ran train(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("train", "--dataset", "idx", "--data", data, "--out", run, "--lr", 0.5));
    arguments.addAll(List.of("--model", "mlp", "--batch", 16, "--threads", 2));
    arguments.addAll(List.of(more));
    return Ran.on(false, arguments.toArray());
  }

  private JsonCursor summary() {
    Path file = run.resolve("summary.json");
    return JsonCursor.of(file.toString(), Json.read(file));
  }

  private List<String> columns() throws IOException {
    return Arrays.asList(Files.readAllLines(run.resolve("metrics.csv")).getFirst().split(",", -1));
  }

  private String cell(int epoch, String column) throws IOException {
    String row = Files.readAllLines(run.resolve("metrics.csv")).get(epoch);
    return row.split(",", -1)[columns().indexOf(column)];
  }

  @Test
  void trainingEndsWithExactStatisticsAndTheGap() throws IOException {
    Ran ran = train("--epochs", 2);

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonCursor summary = summary();
    assertThat(summary.field("test_accuracy_moving").asDouble())
        .isEqualTo(summary.field("test_accuracy").asDouble());
    assertThat(summary.has("test_accuracy_exact")).isTrue();
    assertThat(summary.has("test_accuracy_pooled")).isFalse();
    assertThat(summary.has("test_accuracy_batch")).isFalse();
    assertThat(summary.field("lag").items())
        .extracting(layer -> layer.field("layer").asString())
        .containsExactly("scratchBatchNorm1", "scratchBatchNorm2");
    assertThat(columns())
        .contains("test_acc_exact", "scratchBatchNorm2.lag_mean_max")
        .doesNotContain("test_acc_batch");
    assertThat(cell(1, "test_acc_exact")).isEqualTo("NaN");
    assertThat(Double.parseDouble(cell(2, "test_acc_exact")))
        .isCloseTo(
            summary.field("test_accuracy_exact").asDouble(),
            org.assertj.core.api.Assertions.within(1e-6));
    assertThat(Double.parseDouble(cell(2, "scratchBatchNorm1.lag_mean_rms"))).isPositive();
    assertThat(Ran.on(false, "inspect", run).out())
        .contains("Moving statistics against those of the training set")
        .contains("scratchBatchNorm2 ");
  }

  @Test
  void allRecordsEveryKindAfterEveryEpochAndTheAverageToo() throws IOException {
    Ran ran = train("--epochs", 2, "--statistics", "all", "--average-weights", 0.9);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .containsPattern("\\n {11}exact \\S+  pooled \\S+  batch \\S+  averaged \\S+\\nepoch 2/2")
        .contains("(transductive)");
    assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    for (String kind : List.of("moving", "exact", "pooled", "batch", "averaged_exact")) {
      assertThat(summary().field("test_accuracy_" + kind).asDouble()).isBetween(0.0, 1.0);
    }
    for (String kind : List.of("exact", "pooled", "batch", "averaged_exact")) {
      assertThat(Double.parseDouble(cell(1, "test_acc_" + kind))).isBetween(0.0, 1.0);
    }
    assertThat(Files.readString(run.resolve("figure.svg")))
        .contains("test acc, exact")
        .contains("test acc, averaged");
    Model averaged = Model.load(run.resolve("averaged"));
    Model trained = Model.load(run);
    assertThat(averaged.values("scratchBatchNorm1.movingMean"))
        .isNotEqualTo(trained.values("scratchBatchNorm1.movingMean"));
  }

  @Test
  void movingAloneEstimatesNothing() throws IOException {
    Ran ran = train("--epochs", 1, "--statistics", "moving");

    assertThat(ran.out()).doesNotContain("exact");
    assertThat(summary().has("test_accuracy_exact")).isFalse();
    assertThat(summary().has("lag")).isFalse();
    assertThat(columns()).hasSize(6);
    assertThat(Ran.on(false, "inspect", run).out()).doesNotContain("Moving statistics against");
  }

  @Test
  void evaluateTellsTheGapAndSavesWhatItEstimated() {
    train("--epochs", 1);
    Path saved = folder.resolve("saved");

    Ran ran = Ran.on(false, "evaluate", run, "--statistics", "exact", "--save", saved);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .matches(
            """
            test loss \\S+, test acc \\S+ \\(.* examples, prediction mode\\)
            test loss \\S+, test acc \\S+ with exact statistics \\(\\S+ examples\\)
            gap [-+]\\S+: .*
            saved with exact statistics in .*
            """);
    assertThat(summary().field("test_accuracy_exact").asDouble())
        .isEqualTo(accuracy(Ran.on(false, "evaluate", saved, "--json"), "accuracy"));
    Ran all = Ran.on(false, "evaluate", run, "--statistics", "all", "--json");
    assertThat(accuracy(all, "accuracy_exact"))
        .isEqualTo(summary().field("test_accuracy_exact").asDouble());
    assertThat(accuracy(all, "accuracy_batch")).isBetween(0.0, 1.0);
    assertThat(accuracy(all, "accuracy_pooled")).isBetween(0.0, 1.0);
  }

  private static double accuracy(Ran ran, String key) {
    return JsonCursor.of("out", Json.parse(ran.out())).field(key).asDouble();
  }

  @Test
  void refusesWhatCannotBeInOneLine() {
    Ran none = train("--epochs", 1, "--norm", "none", "--statistics", "exact");
    assertThat(none.code()).isEqualTo(ExitCode.UNSUITABLE.code());
    assertThat(none.err()).contains("--statistics exact: no layer").hasLineCount(1);
    assertThat(run).doesNotExist();

    train("--epochs", 1);
    Ran wrong = Ran.on(false, "evaluate", run, "--statistics", "exakt");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(wrong.err()).contains("moving or exact or pooled or batch or all");
    Ran more =
        Ran.on(false, "evaluate", run, "--statistics", "exact", "--statistics-examples", 1_000_000);
    assertThat(more.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(more.err()).contains("1000000").hasLineCount(1);
    Ran save = Ran.on(false, "evaluate", run, "--save", folder.resolve("x"));
    assertThat(save.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(save.err()).contains("--statistics exact");
    Ran full = Ran.on(false, "evaluate", run, "--statistics", "exact", "--save", run);
    assertThat(full.code()).isEqualTo(ExitCode.OUTPUT.code());
  }
}
