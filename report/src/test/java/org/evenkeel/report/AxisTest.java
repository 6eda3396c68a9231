package org.evenkeel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void ticksEveryEpochUpToEleven() {
    assertThat(labels(Axis.count(3))).containsExactly("1", "2", "3");
    assertThat(labels(Axis.count(11))).hasSize(11).startsWith("1").endsWith("11");
  }

  @Test
  void ticksRoundEpochsInLongRuns() {
    assertThat(labels(Axis.count(20)))
        .containsExactly("2", "4", "6", "8", "10", "12", "14", "16", "18", "20");
    assertThat(labels(Axis.count(101))).startsWith("10", "20").endsWith("90", "100");
  }

  @Test
  void putsASingleEpochIntoTheMiddle() {
    assertThat(labels(Axis.count(1))).containsExactly("1");
    assertThat(Axis.count(1).fraction(1)).isEqualTo(0.5);
  }

  @Test
  void runsFromZeroToOneInFifths() {
    assertThat(labels(Axis.covering(0, 1)))
        .containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
  }

  @Test
  void widensToTheNextTick() {
    assertThat(labels(Axis.covering(0, 2.31)))
        .containsExactly("0.0", "0.5", "1.0", "1.5", "2.0", "2.5");
    assertThat(labels(Axis.covering(-0.3, 1))).startsWith("-0.5", "0.0").endsWith("1.0");
  }

  @Test
  void holdsEveryRangeWithAFewTicks() {
    long seed = 20251;
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      double least = random.nextBoolean() ? 0 : -Math.pow(10, random.nextDouble(-3, 6));
      double largest = Math.pow(10, random.nextDouble(0, 6));
      Axis axis = Axis.covering(least, largest);
      String told = "seed %d, from %s to %s: %s".formatted(seed, least, largest, axis);
      assertThat(axis.fraction(least)).as(told).isBetween(-1e-8, 0.5);
      assertThat(axis.fraction(largest)).as(told).isBetween(0.5, 1 + 1e-8);
      assertThat(axis.ticks().length).as(told).isBetween(4, 9);
      assertThat(labels(axis)).as(told).doesNotHaveDuplicates();
    }
  }

  private static List<String> labels(Axis axis) {
    return Arrays.stream(axis.ticks()).mapToObj(axis::label).toList();
  }
}
