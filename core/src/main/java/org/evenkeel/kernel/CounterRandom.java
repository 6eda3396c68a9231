package org.evenkeel.kernel;

/// Random numbers without state: a value is a function of a key and a counter, so any thread may
/// ask for any value in any order and always gets the same bits.
///
/// Formula: `bits(key, counter)` is the first half of one Philox4x32-10 block. Its 64-bit key is
/// `key`, low word first; its 128-bit counter is `(low counter, high counter, domain, attempt)`,
/// where the domain separates values (0) from the making of keys (1), and the attempt is 0 except
/// where {@link #below} had to reject a value.
///
/// Numerics: integer arithmetic only, the same on every machine.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011;
/// bounded numbers: Lemire, "Fast random integer generation in an interval", 2019, algorithm 5.
public final class CounterRandom {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;

  private static final int VALUES = 0;
  private static final int KEYS = 1;

  private CounterRandom() {}

  /// What random numbers are for: numbers for different purposes never share a key.
  public enum Purpose {
    /// Initial values of parameters.
    INITIAL_WEIGHTS(1),
    /// The order of the examples of an epoch.
    SHUFFLE(2),
    /// Which values dropout keeps.
    DROPOUT(3),
    /// Data sets made up for tests and benchmarks.
    GENERATED_DATA(4);

    // Written out, because an ordinal would change every bit when a purpose is inserted.
    private final long code;

    Purpose(long code) {
      this.code = code;
    }
  }

  /// Returns the 64 random bits that belong to a key and a counter.
  public static long bits(long key, long counter) {
    return philox(key, counter, VALUES, 0, false);
  }

  /// Returns the key for one purpose under a seed.
  public static long key(long seed, Purpose purpose) {
    return absorb(seed, purpose.code);
  }

  /// Returns the key for one purpose and one further number, such as an epoch or a step.
  public static long key(long seed, Purpose purpose, long first) {
    return absorb(key(seed, purpose), first);
  }

  /// Returns the key for one purpose and two further numbers, such as a layer and a step.
  public static long key(long seed, Purpose purpose, long first, long second) {
    return absorb(key(seed, purpose, first), second);
  }

  /// Returns the key for one purpose and any further numbers; keys of different lengths differ.
  public static long key(long seed, Purpose purpose, long... more) {
    long key = key(seed, purpose);
    for (long number : more) {
      key = absorb(key, number);
    }
    return key;
  }

  /// Turns random bits into a number in [0, 1), a multiple of 2⁻²⁴ made of the 24 highest bits.
  public static float uniform(long bits) {
    return (bits >>> 40) * 0x1p-24f;
  }

  /// Returns a whole number from 0 to `bound` − 1, each equally likely.
  ///
  /// Numerics: unbiased. A value that would favour small numbers is rejected, and the next attempt
  /// takes other bits of the same key and counter, so neighbouring counters stay independent.
  ///
  /// Throws: an `IllegalArgumentException` where the bound is below 1.
  public static int below(long key, long counter, int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("below: expected a bound of at least 1, got " + bound);
    }
    long product = (philox(key, counter, VALUES, 0, false) >>> 32) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      for (int attempt = 1; (product & 0xFFFFFFFFL) < threshold; attempt++) {
        product = (philox(key, counter, VALUES, attempt, false) >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  private static long absorb(long key, long number) {
    return philox(key, number, KEYS, 0, false);
  }

  /// One block: words 0 and 1 of the result (word 0 in the low half), or words 2 and 3.
  static long philox(long key, long counter, int word2, int word3, boolean secondHalf) {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = word2;
    int c3 = word3;
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
      long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return secondHalf ? (c2 & 0xFFFFFFFFL) | (long) c3 << 32 : (c0 & 0xFFFFFFFFL) | (long) c1 << 32;
  }
}
