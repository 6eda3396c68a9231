package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ProcessAgeTest {
  private static final String STAT =
      "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 19 0 123456 987 65";

  @Test
  void comparesClockTicksSinceBoot() {
    assertThat(ProcessAge.seconds(STAT, "1236.01 2000.50\n")).isEqualTo(1.45);
  }

  @Test
  void refusesOtherContents() {
    assertThatThrownBy(() -> ProcessAge.seconds("4711 (name) S 1", "1236.01 2000.50\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected more than 19 fields");
    assertThatThrownBy(() -> ProcessAge.seconds(STAT, ""))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void growsWhileTheProcessRuns() {
    double age = ProcessAge.seconds();

    assertThat(age).isNotNegative();
    assertThat(ProcessAge.seconds()).isGreaterThanOrEqualTo(age);
  }
}
