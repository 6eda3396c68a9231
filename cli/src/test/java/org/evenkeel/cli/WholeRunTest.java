package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The default run on the real data: one epoch, and all of it with averaged weights.
@Tag("dataset")
final class WholeRunTest {
  @Test
  void learnsAsTheSectionDoesAndToTheSameBitsHoweverItIsComputed(@TempDir Path folder) {
    Set<String> weights = new HashSet<>();
    for (int threads = 1; threads <= 2; threads++) {
      for (String fusion : new String[] {"on", "off"}) {
        Path run = folder.resolve(threads + fusion);
        Ran ran =
            Ran.command(
                "train",
                "--epochs",
                1,
                "--threads",
                threads,
                "--fusion",
                fusion,
                "--out",
                run,
                "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonCursor summary = JsonCursor.of("summary", Json.parse(ran.out()));
        assertThat(summary.field("train_loss").asDouble()).isBetween(0.68, 0.80);
        assertThat(summary.field("steps").asInt()).isEqualTo(235);
        weights.add(summary.field("weights_sha256").asString());
      }
    }
    assertThat(weights).hasSize(1);
  }

  @Test
  void theDoctorWarnsOfNothingWithAveragedWeightsAndExactStatistics(@TempDir Path folder) {
    Path run = folder.resolve("run");
    Ran trained = Ran.command("train", "--average-weights", 0.99, "--quiet", "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).isEmpty();

    Ran ran = Ran.command("doctor", run.resolve("averaged"), "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonCursor examination = JsonCursor.of("doctor", Json.parse(ran.out()));
    assertThat(examination.field("warnings").asInt()).as(ran.out()).isZero();
    assertThat(examination.field("notes").asInt()).as("biases before norms").isEqualTo(4);
    assertThat(examination.field("skipped").items()).isEmpty();
  }
}
