package org.evenkeel.doctor;

/// What is known of the run that trained a model.
///
/// @param examples training examples
/// @param batch examples in a batch
/// @param steps training steps
public record Course(int examples, int batch, long steps) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if one is not positive
  public Course {
    if (examples < 1 || batch < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "course of a run: expected positive numbers of examples, batch and steps, got %d, %d, %d"
              .formatted(examples, batch, steps));
    }
  }

  /// Returns the examples in the smallest batch of an epoch.
  int smallestBatch() {
    int rest = examples % batch;
    return examples < batch ? examples : rest == 0 ? batch : rest;
  }
}
