package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"train", "data", "inspect", "evaluate", "predict"})
  void everyCommandHasHelpWithin80ColumnsAndAVersion(String command) {
    Ran help = Ran.command(command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: evenkeel " + command);
    assertThat(help.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(Ran.command(command, "--version").out()).startsWith("evenkeel ");
  }

  @Test
  void documentsEveryOptionOfTrainAndEveryExitCode() {
    String help = Ran.command("train", "--help").out();

    assertThat(help)
        .contains("--norm", "--epochs", "--batch", "--lr", "--seed", "--threads", "--vector-bits")
        .contains("--engine", "--fusion", "--dataset", "--data", "--shuffle", "--model", "--out")
        .contains("--profile", "--quiet", "--json", "--debug");
    for (ExitCode exit : ExitCode.values()) {
      assertThat(help).containsPattern("\n +" + exit.code() + " +\\S");
    }
  }

  @Test
  void showsHelpWithoutAnyArgument() {
    Ran ran = Ran.command();

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(ran.err()).contains("Usage: evenkeel", "train", "predict");
  }
}
