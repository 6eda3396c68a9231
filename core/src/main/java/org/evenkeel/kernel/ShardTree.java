package org.evenkeel.kernel;

/// Shards of a batch and the one tree over which their results are merged.
///
/// Both are functions of the number of slabs alone, never of threads or machines. Inside a shard
/// the slabs' results are merged in slab order; shards are merged as neighbours (0,1), (2,3), …, an
/// odd last one carried up unchanged, until one is left.
///
/// There are two ways to walk the tree. Where all slab results are stored, [#sums] and [#moments]
/// merge them in place. Where a result is large (a weight gradient), shards are computed one after
/// the other into a few slots that work like a binary counter:
///
/// ```
/// for shard = 0 … shards − 1
///   top = slot(shard);  slots[top] = result of the shard
///   repeat mergesAfter(shard, shards) times:  slots[top − 1] += slots[top];  top = top − 1
/// ```
///
/// The total is then in slot 0.
///
/// Source: docs/NUMERICS.md, section 1.
public final class ShardTree {
  /// The greatest number of shards.
  public static final int MAX_SHARDS = 16;

  /// Slots that suffice for any number of shards up to [#MAX_SHARDS].
  public static final int SLOTS = 5;

  private ShardTree() {}

  /// Returns how many shards a batch of `slabs` slabs has.
  public static int shards(int slabs) {
    return Math.min(MAX_SHARDS, slabs);
  }

  /// Returns the first slab of a shard; for `shard` = number of shards, the number of slabs.
  public static int firstSlab(int shard, int slabs) {
    return (int) ((long) shard * slabs / shards(slabs));
  }

  /// Returns the slot into which the result of `shard` is put.
  public static int slot(int shard) {
    return Integer.bitCount(shard);
  }

  /// Returns how many merges of the two topmost slots follow the result of `shard`.
  public static int mergesAfter(int shard, int shards) {
    return shard == shards - 1 ? slot(shard) : Integer.numberOfTrailingZeros(~shard);
  }

  /// Sums `count` values per slab, each over the tree, into those of the first slab.
  ///
  /// @param values accumulated from `at` on, elsewhere used up: the values of slab i at `at + i * stride`
  /// @param at offset
  /// @param stride distance between slabs, at least `count`
  /// @param count values per slab
  /// @param slabs number of slabs, at least 1
  public static void sums(double[] values, int at, int stride, int count, int slabs) {
    walk(values, at, stride, count, slabs, false);
  }

  /// Merges `count` sets of moments per slab, each over the tree, into those of the first slab.
  ///
  /// @param moments accumulated from `at` on, elsewhere used up: weight, mean, M2 of the sets of slab i one after the other at `at + i * stride`
  /// @param at offset
  /// @param stride distance between slabs, at least `3 * count`
  /// @param count sets per slab
  /// @param slabs number of slabs, at least 1
  public static void moments(double[] moments, int at, int stride, int count, int slabs) {
    walk(moments, at, stride, count, slabs, true);
  }

  private static void walk(double[] v, int at, int stride, int count, int slabs, boolean moments) {
    int shards = shards(slabs);
    for (int shard = 0; shard < shards; shard++) {
      int first = at + firstSlab(shard, slabs) * stride;
      int end = at + firstSlab(shard + 1, slabs) * stride;
      for (int i = first + stride; i < end; i += stride) {
        merge(v, first, i, count, moments);
      }
    }
    for (int step = 1; step < shards; step *= 2) {
      for (int shard = 0; shard + step < shards; shard += 2 * step) {
        int left = at + firstSlab(shard, slabs) * stride;
        int right = at + firstSlab(shard + step, slabs) * stride;
        merge(v, left, right, count, moments);
      }
    }
  }

  /// Merges all results of one slab into those of another: neighbours need not wait for each other.
  private static void merge(double[] v, int to, int from, int count, boolean moments) {
    for (int i = 0; i < count; i++) {
      if (moments) {
        LaneTree.mergeMoments(v, to + i * LaneTree.MOMENTS, v, from + i * LaneTree.MOMENTS);
      } else {
        v[to + i] += v[from + i];
      }
    }
  }
}
