package org.evenkeel.train;

import java.util.List;
import java.util.Optional;
import org.evenkeel.model.Model;

/// What training gave, epoch by epoch.
///
/// @param epochs the whole epochs
/// @param stopped whether training was stopped before its end
/// @param steps training steps done
/// @param averaged the averaged parameters with the states of the trained model, which are not theirs: estimate them anew; empty where no average was
///     asked for, or none was begun
public record History(
    List<EpochResult> epochs, boolean stopped, long steps, Optional<Model> averaged) {
  /// Copies the list.
  public History {
    epochs = List.copyOf(epochs);
  }

  /// Returns the last whole epoch.
  ///
  /// @throws java.util.NoSuchElementException if there is none
  public EpochResult last() {
    return epochs.getLast();
  }

  /// Returns examples per second over all epochs, training time only; 0 without a whole epoch.
  public double examplesPerSecond() {
    double seconds = epochs.stream().mapToDouble(EpochResult::seconds).sum();
    double examples = epochs.stream().mapToDouble(EpochResult::examples).sum();
    return seconds > 0 ? examples / seconds : 0;
  }

  /// Returns the median of examples per second over epochs 3 to last; over all epochs when there are fewer.
  public double steadyExamplesPerSecond() {
    if (epochs.size() < 3) {
      return examplesPerSecond();
    }
    double[] rates =
        epochs.stream()
            .skip(2)
            .mapToDouble(epoch -> epoch.examples() / epoch.seconds())
            .sorted()
            .toArray();
    int middle = rates.length / 2;
    return rates.length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
  }
}
