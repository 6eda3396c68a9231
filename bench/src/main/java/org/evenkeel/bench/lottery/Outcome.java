package org.evenkeel.bench.lottery;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What one ticket won.
///
/// @param ticket the ticket
/// @param trainAccuracy running average over the last epoch, in training mode, of the training with a constant rate
/// @param testAccuracies share of right answers on the test data, by every method
/// @param weights SHA-256 of the trained weights at a constant rate, which no machine may change
record Outcome(
    Ticket ticket, double trainAccuracy, Map<Method, Double> testAccuracies, String weights) {
  /// Copies the map.
  Outcome {
    testAccuracies = Collections.unmodifiableMap(new EnumMap<>(testAccuracies));
  }

  double test(Method method) {
    return testAccuracies.getOrDefault(method, Double.NaN);
  }
}
