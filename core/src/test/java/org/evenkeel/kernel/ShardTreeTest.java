package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShardTreeTest {
  private final SplittableRandom random = new SplittableRandom(23);

  private static List<Double> shardSums(double[] slabs) {
    List<Double> sums = new ArrayList<>();
    int shards = Math.min(16, slabs.length);
    for (int s = 0; s < shards; s++) {
      int from = s * slabs.length / shards;
      double sum = slabs[from];
      for (int i = from + 1; i < (s + 1) * slabs.length / shards; i++) {
        sum += slabs[i];
      }
      sums.add(sum);
    }
    return sums;
  }

  private static double neighbours(List<Double> level) {
    while (level.size() > 1) {
      List<Double> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(i + 1 < level.size() ? level.get(i) + level.get(i + 1) : level.get(i));
      }
      level = next;
    }
    return level.getFirst();
  }

  @Test
  void shardsPartitionTheSlabs() {
    for (int slabs = 1; slabs <= 100; slabs++) {
      int shards = ShardTree.shards(slabs);
      assertThat(ShardTree.firstSlab(0, slabs)).isZero();
      assertThat(ShardTree.firstSlab(shards, slabs)).isEqualTo(slabs);
      for (int s = 0; s < shards; s++) {
        assertThat(ShardTree.firstSlab(s + 1, slabs)).isGreaterThan(ShardTree.firstSlab(s, slabs));
      }
    }
  }

  @Test
  void everySumIsThatOfTheNeighbourTree() {
    int count = 3;
    for (int slabs = 1; slabs <= 40; slabs++) {
      double[] values = random.doubles(count * slabs, -1, 1).toArray();
      double[] expected = new double[count];
      for (int value = 0; value < count; value++) {
        double[] plain = new double[slabs];
        for (int slab = 0; slab < slabs; slab++) {
          plain[slab] = values[slab * count + value];
        }
        expected[value] = neighbours(shardSums(plain));
      }
      ShardTree.sums(values, count, slabs);
      assertThat(Arrays.copyOf(values, count)).isEqualTo(expected);
    }
  }

  @Test
  void slotsWalkTheSameTree() {
    for (int shards = 1; shards <= ShardTree.MAX_SHARDS; shards++) {
      List<Double> leaves = new ArrayList<>();
      double[] slots = new double[ShardTree.SLOTS];
      for (int shard = 0; shard < shards; shard++) {
        leaves.add(random.nextDouble(-1, 1));
        int top = ShardTree.slot(shard);
        slots[top] = leaves.getLast();
        for (int m = ShardTree.mergesAfter(shard, shards); m > 0; m--) {
          slots[top - 1] += slots[top];
          top--;
        }
      }
      assertThat(slots[0]).isEqualTo(neighbours(leaves));
    }
  }

  @Test
  void momentsOfSlabsAreThoseOfAllValuesOfTheirChannel() {
    int channels = 2;
    for (int slabs = 1; slabs <= 40; slabs++) {
      double[] moments = new double[channels * 3 * slabs];
      double[] sum = new double[channels];
      double[] squares = new double[channels];
      for (int i = 0; i < channels * slabs; i++) {
        double value = random.nextDouble(-1, 1);
        moments[3 * i] = 1;
        moments[3 * i + 1] = value;
        sum[i % channels] += value;
        squares[i % channels] += value * value;
      }
      ShardTree.moments(moments, channels, slabs);
      for (int c = 0; c < channels; c++) {
        assertThat(moments[3 * c]).isEqualTo(slabs);
        assertThat(moments[3 * c + 1]).isCloseTo(sum[c] / slabs, within(1e-14));
        assertThat(moments[3 * c + 2])
            .isCloseTo(squares[c] - sum[c] * sum[c] / slabs, within(1e-12));
      }
    }
  }
}
