package org.evenkeel.reference;

import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.CounterRandom.Purpose;

/// Dropout, with the same random bits as the kernels: docs/NUMERICS.md, section 8.
final class DropoutReference {
  private DropoutReference() {}

  /// Computes y = x / (1 − rate) where a random number in [0, 1) is at least the rate, else 0.
  static void dropout(double rate, int index, ReferenceBatch batch, Values x, Values y) {
    long key = CounterRandom.key(batch.seed(), Purpose.DROPOUT, batch.step(), index);
    double scale = 1 / (1 - rate);
    long first = (long) batch.position() * y.shape().values();
    for (int i = 0;
        i < y.data().length;
        i++) { // first + i = position in the batch · values + value index
      boolean keep = CounterRandom.uniform(CounterRandom.bits(key, first + i)) >= (float) rate;
      y.data()[i] = keep ? x.data()[i] * scale : 0;
    }
  }
}
