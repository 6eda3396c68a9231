package org.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.evenkeel.train.EpochResult;
import org.junit.jupiter.api.Test;

final class DisplayTest {
  @Test
  void theBarFillsTheLineAndNeverWraps() {
    String bar = Display.bar("epoch 3/10", 0.5, "loss 0.412", 79);

    assertThat(bar).hasSize(79).startsWith("epoch 3/10 [####").endsWith("....]  50%  loss 0.412");
    assertThat(Display.bar("epoch 3/10", 1, "loss 0.412", 30)).hasSize(30).contains("100%");
    assertThat(Display.bar("epoch 3/10", 1, "loss 0.412", 12)).isEqualTo("epoch 3/10 1");
  }

  @Test
  void linesOfEpochsFitATerminal() {
    EpochResult result =
        new EpochResult(
            7, 999_999.5, 0.5, OptionalDouble.empty(), OptionalDouble.of(0.25), 1, 0.0625, 60_000);

    assertThat(Display.line(result, 1000))
        .hasSizeLessThan(100)
        .isEqualTo(
            "epoch    7/1000  loss 999999.500  train acc 0.500  test acc 0.250  960,000"
                + " examples/s");
    assertThat(
            Display.line(
                new EpochResult(
                    7, 0.25, 0.5, OptionalDouble.empty(), OptionalDouble.of(0.25), 1, 0.5, 60_000),
                10))
        .hasSizeLessThan(80);
  }

  @Test
  void readsTheWidthOfTheTerminal() {
    assertThat(Screen.columns("132")).isEqualTo(132);
    assertThat(Screen.columns("wide")).isEqualTo(80);
    assertThat(Screen.columns(null)).isEqualTo(80);
  }
}
