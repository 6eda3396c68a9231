package org.evenkeel.doctor;

import org.evenkeel.plan.Parts;

/// What is known of the run that trained a model.
///
/// @param examples training examples
/// @param batch examples in a batch
/// @param part most examples computed at a time: the batch, or a micro-batch, whose statistics are its own
/// @param steps training steps
public record Course(int examples, int batch, int part, long steps) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if one is not positive
  public Course {
    if (examples < 1 || batch < 1 || part < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "course of a run: expected positive examples, batch, part and steps, got %d, %d, %d, %d"
              .formatted(examples, batch, part, steps));
    }
  }

  /// Describes a run whose batches are computed at once.
  public Course(int examples, int batch, long steps) {
    this(examples, batch, batch, steps);
  }

  /// Returns the examples in the smallest batch of an epoch.
  int smallestBatch() {
    int rest = examples % batch;
    return examples < batch ? examples : rest == 0 ? batch : rest;
  }

  /// Returns the examples in the smallest part of a batch: parts are as few and as even as possible.
  int smallestPart() {
    return Math.min(smallestPart(smallestBatch()), smallestPart(Math.min(batch, examples)));
  }

  private int smallestPart(int of) {
    return of / Parts.count(of, part);
  }
}
