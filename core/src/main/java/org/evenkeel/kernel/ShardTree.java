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

  /// Adds up `count` values of each slab over the tree, every one by itself.
  ///
  /// @param values accumulated: those of the first slab; elsewhere used up. Slab i's are at `i *
  ///   count`
  /// @param count values of a slab
  /// @param slabs number of slabs, at least 1
  public static void sums(double[] values, int count, int slabs) {
    int shards = shards(slabs);
    for (int shard = 0; shard < shards; shard++) {
      int first = firstSlab(shard, slabs);
      int end = firstSlab(shard + 1, slabs);
      for (int slab = first + 1; slab < end; slab++) {
        add(values, first * count, slab * count, count);
      }
    }
    for (int step = 1; step < shards; step *= 2) {
      for (int shard = 0; shard + step < shards; shard += 2 * step) {
        int left = firstSlab(shard, slabs);
        add(values, left * count, firstSlab(shard + step, slabs) * count, count);
      }
    }
  }

  private static void add(double[] values, int to, int from, int count) {
    for (int i = 0; i < count; i++) {
      values[to + i] += values[from + i];
    }
  }

  /// Merges the moments of all slabs over the tree into those of the first slab, every channel by
  /// itself.
  ///
  /// @param moments accumulated: those of the first slab; elsewhere used up. Weight, mean and M2 of
  ///   slab i's channel c are at `(i * channels + c) * 3`
  /// @param channels channels of a slab
  /// @param slabs number of slabs, at least 1
  public static void moments(double[] moments, int channels, int slabs) {
    int shards = shards(slabs);
    for (int shard = 0; shard < shards; shard++) {
      int first = firstSlab(shard, slabs);
      int end = firstSlab(shard + 1, slabs);
      for (int slab = first + 1; slab < end; slab++) {
        merge(moments, first, slab, channels);
      }
    }
    for (int step = 1; step < shards; step *= 2) {
      for (int shard = 0; shard + step < shards; shard += 2 * step) {
        merge(moments, firstSlab(shard, slabs), firstSlab(shard + step, slabs), channels);
      }
    }
  }

  private static void merge(double[] moments, int left, int right, int channels) {
    int to = left * channels * LaneTree.MOMENTS;
    int from = right * channels * LaneTree.MOMENTS;
    int end = to + channels * LaneTree.MOMENTS;
    for (; to < end; to += LaneTree.MOMENTS, from += LaneTree.MOMENTS) {
      LaneTree.mergeMoments(moments, to, moments, from);
    }
  }
}
