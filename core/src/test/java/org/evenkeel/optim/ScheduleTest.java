package org.evenkeel.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static double[] factors(Schedule schedule, int steps) {
    return LongStream.range(0, steps).mapToDouble(step -> schedule.factor(step, steps)).toArray();
  }

  @Test
  void aConstantRateKeepsItsBits() {
    assertThat(factors(Schedule.constant(), 3)).containsExactly(1, 1, 1);
    assertThat(Sgd.rate(0.3).rateAt(7, 10)).isEqualTo(0.3f);
  }

  @Test
  void stepsDropAtTheirMilestones() {
    assertThat(factors(Schedule.steps(0.5, 0.5, 0.75), 8))
        .containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25);
  }

  @Test
  void aLineEndsOneStepAboveZero() {
    assertThat(factors(Schedule.linear(0.5), 8)).containsExactly(1, 1, 1, 1, 1, 0.75, 0.5, 0.25);
    assertThat(factors(Schedule.linear(1), 4)).containsExactly(1, 0.75, 0.5, 0.25);
    assertThat(factors(Schedule.linear(0.01), 3)).containsExactly(1, 1, 1);
  }

  @Test
  void aCosineFallsFromOneToZero() {
    assertThat(Schedule.cosine().factor(0, 6)).isEqualTo(1);
    assertThat(Schedule.cosine().factor(2, 6)).isEqualTo(0.75, within(1e-15));
    assertThat(Schedule.cosine().factor(3, 6)).isEqualTo(0.5, within(1e-15));
    assertThat(Schedule.cosine().factor(6, 6)).isZero();
  }

  @Test
  void aWarmUpRisesAndThenLeavesTheScheduleAlone() {
    assertThat(factors(Schedule.constant().warmUp(0.5), 4)).containsExactly(0.5, 1, 1, 1);
    assertThat(factors(Schedule.linear(1).warmUp(0.5), 4)).containsExactly(0.5, 0.75, 0.5, 0.25);
  }

  @Test
  void theRateIsRoundedOnce() {
    assertThat(Sgd.rate(0.3).schedule(Schedule.linear(1)).rateAt(1, 3))
        .isEqualTo((float) (0.3f * (2 / 3.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"constant", "step:0.1@0.5,0.75", "cosine", "linear:0.1", "warmup:0.05,cosine"})
  void isReadFromItsText(String text) {
    assertThat(Schedule.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "polynomial | expected constant",
        "cosine:0.1 | expected constant",
        "step:0.1 | expected constant",
        "step:0.1@ | expected constant",
        "linear | expected constant",
        "linear:ten | expected constant",
        "linear:0 | expected a share of the run above 0",
        "linear:1.5 | expected a share of the run above 0",
        "step:2@0.5 | expected a factor between 0 and 1",
        "step:0.1@0.75,0.5 | expected ascending shares",
        "warmup:NaN,cosine | expected a share of the run above 0",
      })
  void refusesWhatIsNoSchedule(String text, String message) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
