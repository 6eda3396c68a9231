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

/// One epoch of the default run on the real data.
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
}
