package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.evenkeel.kernel.CounterRandom.Purpose;
import org.junit.jupiter.api.Test;

final class CounterRandomTest {
  /// Known answers published with the Random123 library for philox4x32-10: counter, key, block.
  private static final int[][] KNOWN_ANSWERS = {
    {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
    {-1, -1, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
    {
      0x243f6a88,
      0x85a308d3,
      0x13198a2e,
      0x03707344,
      0xa4093822,
      0x299f31d0,
      0xd16cfe09,
      0x94fdcceb,
      0x5001e420,
      0x24126ea1
    },
  };

  @Test
  void givesThePublishedKnownAnswers() {
    for (int[] known : KNOWN_ANSWERS) {
      long counter = pair(known[0], known[1]);
      long key = pair(known[4], known[5]);
      assertThat(CounterRandom.philox(key, counter, known[2], known[3], false))
          .isEqualTo(pair(known[6], known[7]));
      assertThat(CounterRandom.philox(key, counter, known[2], known[3], true))
          .isEqualTo(pair(known[8], known[9]));
    }
    assertThat(CounterRandom.bits(0, 0)).isEqualTo(0xe169c58d_6627e8d5L);
  }

  @Test
  void keysDifferByEveryArgumentAndByTheirNumber() {
    Set<Long> keys = new HashSet<>();
    int made = 0;
    for (long seed = -2; seed <= 2; seed++) {
      for (Purpose purpose : Purpose.values()) {
        keys.add(CounterRandom.key(seed, purpose));
        made++;
        for (long first = 0; first < 5; first++) {
          keys.add(CounterRandom.key(seed, purpose, first));
          keys.add(CounterRandom.key(seed, purpose, first, 0));
          keys.add(CounterRandom.key(seed, purpose, 0, 0, first));
          made += 3;
        }
      }
    }
    assertThat(keys).hasSize(made);
  }

  @Test
  void spelledOutKeysEqualKeysOfAnArray() {
    assertThat(CounterRandom.key(1, Purpose.DROPOUT, new long[] {5}))
        .isEqualTo(CounterRandom.key(1, Purpose.DROPOUT, 5));
    assertThat(CounterRandom.key(1, Purpose.DROPOUT, new long[] {5, 6}))
        .isEqualTo(CounterRandom.key(1, Purpose.DROPOUT, 5, 6));
    assertThat(CounterRandom.key(1, Purpose.DROPOUT, new long[0]))
        .isEqualTo(CounterRandom.key(1, Purpose.DROPOUT));
  }

  @Test
  void uniformCoversZeroToJustBelowOne() {
    assertThat(CounterRandom.uniform(0)).isZero();
    assertThat(CounterRandom.uniform(-1)).isEqualTo(1 - 0x1p-24f).isLessThan(1f);
    assertThat(CounterRandom.uniform(Long.MIN_VALUE)).isEqualTo(0.5f);
  }

  @Test
  void uniformHasTheMeanAndVarianceOfTheUniformDistribution() {
    int count = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double value = CounterRandom.uniform(CounterRandom.bits(42, i));
      sum += value;
      squares += value * value;
    }
    double mean = sum / count;
    assertThat(mean).isCloseTo(0.5, within(0.004)); // 4 standard errors: 0.0037
    assertThat(squares / count - mean * mean).isCloseTo(1 / 12.0, within(0.002));
  }

  @Test
  void belowIsEvenlySpread() {
    for (int bound : new int[] {1, 2, 3, 7, 10}) {
      int[] counts = new int[bound];
      for (int i = 0; i < 70_000; i++) {
        counts[CounterRandom.below(7, i, bound)]++;
      }
      double expected = 70_000.0 / bound;
      for (int count : counts) {
        assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected)));
      }
    }
  }

  @Test
  void belowRejectsWhatWouldFavourSmallNumbers() {
    // With 3 · 2^29 one value in four must be rejected: without that, multiples of 3 came twice.
    int bound = 3 << 29;
    int[] remainders = new int[3];
    for (int i = 0; i < 60_000; i++) {
      int value = CounterRandom.below(11, i, bound);
      assertThat(value).isBetween(0, bound - 1);
      remainders[value % 3]++;
    }
    for (int count : remainders) {
      assertThat((double) count).isCloseTo(20_000, within(600.0));
    }
  }

  @Test
  void belowRefusesAnEmptyRange() {
    assertThatThrownBy(() -> CounterRandom.below(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a bound of at least 1, got 0");
  }

  private static long pair(int low, int high) {
    return (low & 0xFFFFFFFFL) | (long) high << 32;
  }
}
