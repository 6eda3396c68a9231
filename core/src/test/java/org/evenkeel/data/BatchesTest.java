package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BatchesTest {
  @ParameterizedTest
  @EnumSource(Shuffle.class)
  void everyEpochHoldsEachExampleOnceWithoutGaps(Shuffle shuffle) {
    for (int size : new int[] {1, 7, 8, 1000}) {
      for (int batch : new int[] {1, 3, 8, 5000}) {
        Batches batches = Batches.of(size, batch, shuffle, 5);
        for (int epoch = 0; epoch < 4; epoch++) {
          batches.epoch(epoch);
          int at = 0;
          for (int b = 0; b < batches.count(); b++) {
            assertThat(batches.offset(b)).isEqualTo(at);
            assertThat(batches.size(b)).isBetween(1, batch);
            at += batches.size(b);
          }
          assertThat(at).isEqualTo(size).isEqualTo(batches.size());
          assertThat(Arrays.stream(batches.order()).sorted())
              .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Shuffle.class)
  void anEpochDependsOnSeedAndNumberAloneNotOnWhatCameBefore(Shuffle shuffle) {
    Batches one = Batches.of(1000, 64, shuffle, 9);
    Batches other = Batches.of(1000, 64, shuffle, 9);
    IntStream.of(0, 1, 2, 5).forEach(one::epoch);
    IntStream.of(8, 5).forEach(other::epoch);
    assertThat(other.order()).isEqualTo(one.order());
    for (int b = 0; b < one.count(); b++) {
      assertThat(other.offset(b)).isEqualTo(one.offset(b));
    }
  }

  @Test
  void unshuffledExamplesComeInOrder() {
    Batches batches = Batches.of(10, 4, Shuffle.NONE, 1);
    assertThat(batches.order()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(batches.size(2)).isEqualTo(2);
  }

  @Test
  void examplesGetAnotherOrderForEachEpochAndSeed() {
    Set<Integer> orders = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      Batches batches = Batches.of(500, 50, Shuffle.EXAMPLES, seed);
      for (int epoch = 0; epoch < 5; epoch++) {
        batches.epoch(epoch);
        orders.add(Arrays.hashCode(batches.order()));
      }
    }
    assertThat(orders).hasSize(15);
  }

  @Test
  void everyOrderOfThreeExamplesIsEquallyLikely() {
    int[] counts = new int[27];
    Batches batches = Batches.of(3, 1, Shuffle.EXAMPLES, 3);
    for (int epoch = 0; epoch < 12_000; epoch++) {
      batches.epoch(epoch);
      int[] order = batches.order();
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    assertThat(Arrays.stream(counts).filter(count -> count > 0))
        .hasSize(6)
        .allMatch(count -> Math.abs(count - 2000) < 200);
  }

  @Test
  void shuffledMinibatchesStayTheFixedOnesAndThePartialOneMovesAbout() {
    Batches batches = Batches.of(25, 4, Shuffle.BATCHES, 4);
    Set<Integer> placesOfThePartialOne = new HashSet<>();
    for (int epoch = 0; epoch < 60; epoch++) {
      batches.epoch(epoch);
      Set<Integer> seen = new HashSet<>();
      for (int b = 0; b < batches.count(); b++) {
        int first = batches.order()[batches.offset(b)];
        assertThat(first % 4).isZero();
        assertThat(batches.size(b)).isEqualTo(first == 24 ? 1 : 4);
        for (int i = 0; i < batches.size(b); i++) {
          assertThat(batches.order()[batches.offset(b) + i]).isEqualTo(first + i);
        }
        if (first == 24) {
          placesOfThePartialOne.add(b);
        }
        seen.add(first);
      }
      assertThat(seen).hasSize(7);
    }
    assertThat(placesOfThePartialOne).hasSize(7);
  }

  /// Computed by a second implementation, in Python 3.11, of Philox, the keys and the shuffle.
  @Test
  void ordersAreThoseOfTheDefinition() {
    Batches batches = Batches.of(10, 3, Shuffle.EXAMPLES, 1);
    assertThat(batches.order()).containsExactly(6, 2, 7, 1, 0, 5, 8, 4, 3, 9);
    batches.epoch(1);
    assertThat(batches.order()).containsExactly(2, 7, 0, 9, 8, 1, 6, 3, 5, 4);
  }

  @ParameterizedTest
  @EnumSource(Shuffle.class)
  void anEpochAllocatesNothing(Shuffle shuffle) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Batches batches = Batches.of(1000, 64, shuffle, 9);
    epochs(batches); // what is allocated once, on first use, does not count
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    int sum = epochs(batches);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
    assertThat(sum).isPositive();
  }

  private static int epochs(Batches batches) {
    int sum = 0;
    for (int epoch = 0; epoch < 10; epoch++) {
      batches.epoch(epoch);
      for (int b = 0; b < batches.count(); b++) {
        sum += batches.order()[batches.offset(b)] + batches.size(b);
      }
    }
    return sum;
  }

  @Test
  void refusesEmptyDataAndEmptyBatches() {
    assertThatThrownBy(() -> Batches.of(0, 4, Shuffle.NONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0 and 4");
    assertThatThrownBy(() -> Batches.of(4, 0, Shuffle.NONE, 1)).hasMessageContaining("got 4 and 0");
    assertThatThrownBy(() -> Batches.of(4, 2, Shuffle.NONE, 1).offset(2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
