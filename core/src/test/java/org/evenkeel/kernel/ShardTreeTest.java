package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
  void sumIsThatOfTheNeighbourTree() {
    for (int slabs = 1; slabs <= 40; slabs++) {
      double[] values = new double[2 + 3 * slabs];
      double[] plain = new double[slabs];
      for (int i = 0; i < slabs; i++) {
        plain[i] = random.nextDouble(-1, 1);
        values[2 + 3 * i] = plain[i];
      }
      double expected = neighbours(shardSums(plain));
      ShardTree.sums(values, 2, 3, 1, slabs);
      assertThat(values[2]).isEqualTo(expected);
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
  void momentsOfSlabsAreThoseOfAllValues() {
    for (int slabs = 1; slabs <= 40; slabs++) {
      double[] moments = new double[4 * slabs];
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < slabs; i++) {
        double value = random.nextDouble(-1, 1);
        moments[4 * i] = 1;
        moments[4 * i + 1] = value;
        sum += value;
        squares += value * value;
      }
      ShardTree.moments(moments, 0, 4, 1, slabs);
      assertThat(moments[0]).isEqualTo(slabs);
      assertThat(moments[1]).isCloseTo(sum / slabs, org.assertj.core.data.Offset.offset(1e-14));
      assertThat(moments[2])
          .isCloseTo(squares - sum * sum / slabs, org.assertj.core.data.Offset.offset(1e-12));
    }
  }
}
