package org.evenkeel.data;

import java.util.Objects;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.CounterRandom.Purpose;

/// The order of the examples in an epoch, and its cut into minibatches.
///
/// The order is a function of the seed and the epoch alone. One object serves all epochs; after it
/// is made it allocates nothing. It is not safe for use by several threads while {@link #epoch}
/// runs.
///
/// Source: Fisher and Yates' shuffle, from the end, with numbers keyed by (seed, SHUFFLE, epoch).
public final class Batches {
  private final int batch;
  private final Shuffle shuffle;
  private final long seed;

  /// The examples of this epoch in order: (size).
  private final int[] order;

  /// The fixed minibatches in the order of this epoch: (count); used by BATCHES only.
  private final int[] batchOrder;

  /// Where in the order each minibatch begins, and its end: (count + 1).
  private final int[] offsets;

  private Batches(int size, int batch, Shuffle shuffle, long seed) {
    this.batch = batch;
    this.shuffle = shuffle;
    this.seed = seed;
    int count = (size - 1) / batch + 1;
    order = new int[size];
    batchOrder = new int[shuffle == Shuffle.BATCHES ? count : 0];
    offsets = new int[count + 1];
  }

  /// Cuts `size` examples into minibatches of `batch`, the last one perhaps smaller, and puts them
  /// in the order of epoch 0.
  ///
  /// Throws: an `IllegalArgumentException` where a number is below 1.
  public static Batches of(int size, int batch, Shuffle shuffle, long seed) {
    if (size < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "batches: expected at least 1 example and a batch of at least 1, got %d and %d"
              .formatted(size, batch));
    }
    Batches batches = new Batches(size, batch, shuffle, seed);
    batches.epoch(0);
    return batches;
  }

  /// Puts the examples in the order of an epoch, whichever came before.
  public void epoch(int epoch) {
    long key = CounterRandom.key(seed, Purpose.SHUFFLE, epoch);
    switch (shuffle) {
      case NONE -> cut();
      case EXAMPLES -> {
        cut();
        permute(order, key);
      }
      case BATCHES -> {
        for (int b = 0; b < batchOrder.length; b++) {
          batchOrder[b] = b;
        }
        permute(batchOrder, key);
        lay();
      }
    }
  }

  /// Returns the number of minibatches in an epoch.
  public int count() {
    return offsets.length - 1;
  }

  /// Returns the number of examples in an epoch.
  public int size() {
    return order.length;
  }

  /// Returns the order of the examples: the array itself, rewritten by {@link #epoch}, to be read
  /// only. Minibatch `b` is `order[offset(b)]` to `order[offset(b) + size(b) - 1]`.
  public int[] order() {
    return order;
  }

  /// Returns where in the order minibatch `b` begins.
  public int offset(int b) {
    return offsets[Objects.checkIndex(b, count())];
  }

  /// Returns the number of examples in minibatch `b`.
  public int size(int b) {
    return offsets[b + 1] - offset(b);
  }

  private void cut() {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int b = 1; b < offsets.length; b++) {
      offsets[b] = (int) Math.min((long) b * batch, order.length);
    }
  }

  /// Lays the fixed minibatches one after the other.
  private void lay() {
    int at = 0;
    for (int b = 0; b < batchOrder.length; b++) {
      int first = batchOrder[b] * batch;
      int end = (int) Math.min((long) first + batch, order.length);
      for (int i = first; i < end; i++) {
        order[at++] = i;
      }
      offsets[b + 1] = at;
    }
  }

  private static void permute(int[] items, long key) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = CounterRandom.below(key, i, i + 1);
      int item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }
}
