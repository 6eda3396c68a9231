package org.evenkeel.bench.lottery;

import java.util.Locale;
import org.evenkeel.data.Shuffle;

/// What tells two runs apart.
///
/// @param shuffle the loader
/// @param seed of initial weights and shuffling
record Ticket(Shuffle shuffle, long seed) {
  /// Returns the loader's name in files.
  static String key(Shuffle shuffle) {
    return shuffle.name().toLowerCase(Locale.ROOT);
  }

  /// Returns the loader's name for people.
  static String title(Shuffle shuffle) {
    return switch (shuffle) {
      case EXAMPLES -> "examples shuffled into new minibatches";
      case BATCHES -> "fixed minibatches in a new order";
      case NONE -> "not shuffled";
    };
  }
}
