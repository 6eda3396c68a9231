package org.evenkeel.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream warned = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({
    "--workload,lenett,'expected one of lenet, mlp, scratch, launch, default-run, predict-one,"
        + " predict, busy, resnet20, statistics, got ''lenett'''",
    "--rounds,0,'--rounds: expected at least 1, got 0'",
    "--epochs,0,'--epochs: expected at least 1, got 0'",
    "--threads,'1,0','--threads: expected at least 1, got 0'",
    "--rounds,many,'--rounds'",
    "--peers,dl4j,'--peers: expected none, djl or tensorflow, got ''dl4j'''",
    "--round,1,'--round'",
  })
  void refusesWhatCannotBe(String option, String value, String message) {
    assertThat(run(option, value)).isEqualTo(2);
    assertThat(err()).startsWith("evenkeel: ").contains(message).hasLineCount(1);
    assertThat(out()).isEmpty();
  }

  @Test
  void refusesAFileInAFolderThatIsNotThere() {
    assertThat(run("--json", folder.resolve("none/x.json").toString())).isEqualTo(8);
    assertThat(err()).contains("--json: expected a file in an existing folder").hasLineCount(1);
  }

  @Test
  void explainsItselfInEightyColumns() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("--quick", "--json", "--markdown", "--workload");
    assertThat(out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  private int run(String... arguments) {
    return BenchCommand.run(arguments, stream(printed), stream(warned), folder);
  }

  private String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return warned.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }
}
