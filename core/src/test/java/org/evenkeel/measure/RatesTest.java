package org.evenkeel.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RatesTest {
  @Test
  void takesTheMiddleSampleOfAnOddNumber() {
    assertThat(Rates.of(5, 1, 3)).isEqualTo(new Rates(1, 3, 5));
  }

  @Test
  void takesTheMeanOfTheTwoMiddleSamplesOfAnEvenNumber() {
    assertThat(Rates.of(4, 1, 2, 8)).isEqualTo(new Rates(1, 3, 8));
  }

  @Test
  void refusesToSumUpNothing() {
    assertThatIllegalArgumentException().isThrownBy(Rates::of).withMessageContaining("got none");
  }
}
