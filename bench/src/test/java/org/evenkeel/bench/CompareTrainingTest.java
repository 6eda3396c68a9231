package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTrainingTest {
  @TempDir Path folder;

  @Test
  void takesOurSteadyRateAndTheMedianOfThePeersEpochsAfterWarmUp() throws Exception {
    Path ours =
        script("mkdir -p $1; echo '{\"steady_examples_per_second\": 50000.0}' > $1/summary.json");
    Path peer =
        script(
            """
            echo noise
            echo 'EPOCH epoch=1 seconds=60.0 examples=60000 train_loss=0.7'
            echo 'EPOCH epoch=2 seconds=6.0 examples=60000 train_loss=0.5'
            echo 'EPOCH epoch=3 seconds=5.0 examples=60000 train_loss=0.4'
            echo 'EPOCH epoch=4 seconds=4.0 examples=60000 train_loss=0.4'
            """);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    List<CompareTraining.Round> rounds =
        CompareTraining.run(
            options(
                "--rounds",
                "2",
                "--epochs",
                "4",
                "--warm-up",
                "1",
                "--threads",
                "1",
                "--ours",
                "sh " + ours + " {out}",
                "--peer",
                "sh " + peer),
            new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(rounds)
        .hasSize(2)
        .allSatisfy(
            round -> {
              assertThat(round.ours()).isEqualTo(50_000);
              assertThat(round.peer()).isEqualTo(12_000);
              assertThat(round.before()).isPositive();
              assertThat(round.after()).isPositive();
            });
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("round 2:", "peer   median 12,000 examples/s", "ratio  median 4.17");
  }

  @Test
  void saysWhichCommandFailedAndWhatItPrinted() throws Exception {
    Path ours = script("echo no data; exit 3");

    assertThatIOException()
        .isThrownBy(
            () ->
                CompareTraining.run(
                    options("--threads", "1", "--ours", "sh " + ours, "--peer", "true"), silent()))
        .withMessageContaining("got 3")
        .withMessageContaining("no data");
  }

  @Test
  void refusesUnknownOptionsAndImpossibleValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("--round", "2"))
        .withMessageContaining("--round: unknown option");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("--threads", "0"))
        .withMessageContaining("--threads: expected at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("--epochs", "2"))
        .withMessageContaining("more than the 2 of warm-up, got 2");
  }

  @Test
  void fillsInWhatTheCommandLeavesOpen() {
    ComparisonOptions options = options("--epochs", "7", "--ours", "run {epochs} {out}/x");

    assertThat(options.fill(options.ours(), Path.of("a b")))
        .containsExactly("run", "7", Path.of("a b") + "/x");
  }

  @Test
  void saysHowToBuildThePeersWhereTheyAreMissing() {
    assertThatIOException()
        .isThrownBy(() -> CompareTraining.run(options("--peers", folder.toString()), silent()))
        .withMessageContaining("mvn -f " + folder.resolve("pom.xml") + " package");
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  }

  private static ComparisonOptions options(String... args) {
    return ComparisonOptions.parse(args);
  }

  private Path script(String body) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "script", ".sh"), body);
  }
}
