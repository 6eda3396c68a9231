package org.evenkeel.train;

/// Averages the learnable parameters over training steps, gamma and beta included.
///
/// The noise of the last steps, which at a high learning rate is most of what tells two runs apart, averages out; what was learned stays. Moving
/// statistics are never averaged: they belong to the weights that made the activations. Estimate them anew for the averaged weights.
///
/// **Numerics** One float64 sum and one weight, both from 0, after every step from [#firstEpoch] on: s ← keep·s + w by a fused multiply-add,
/// n ← keep·n + 1; the average is s / n, rounded once. With keep = d this is the exponential average divided by 1 − dᵗ, with keep = 1 the mean.
///
/// **Source** Polyak & Juditsky 1992; Izmailov et al. 2018, whose section 3.2 estimates batch norm's statistics anew.
public sealed interface WeightAverage {
  /// Returns what the sum is multiplied by before a step's parameters are added.
  double keep();

  /// Returns the first epoch whose steps count, from 1.
  ///
  /// @param epochs epochs of the run
  int firstEpoch(int epochs);

  /// Returns the text form: `0.99`, `last:3`.
  String text();

  /// Each step weighs `decay` times as much as the next one; debiased, so that the first steps of a run do not count as zeros.
  ///
  /// @param decay between 0 and 1
  record Exponential(double decay) implements WeightAverage {
    /// Checks the decay.
    ///
    /// @throws IllegalArgumentException if it is not in (0, 1)
    public Exponential {
      if (!(decay > 0 && decay < 1)) {
        throw new IllegalArgumentException(
            "expected a decay between 0 and 1, such as 0.99, got " + decay);
      }
    }

    @Override
    public double keep() {
      return decay;
    }

    @Override
    public int firstEpoch(int epochs) {
      return 1;
    }

    @Override
    public String text() {
      return String.valueOf(decay);
    }
  }

  /// All steps of the last epochs weigh the same.
  ///
  /// @param epochs how many; all epochs where the run has no more
  record LastEpochs(int epochs) implements WeightAverage {
    /// Checks the number.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public LastEpochs {
      if (epochs < 1) {
        throw new IllegalArgumentException("last: expected at least 1 epoch, got " + epochs);
      }
    }

    @Override
    public double keep() {
      return 1;
    }

    @Override
    public int firstEpoch(int epochs) {
      return Math.max(1, epochs - this.epochs + 1);
    }

    @Override
    public String text() {
      return "last:" + epochs;
    }
  }

  /// Returns an exponential average.
  ///
  /// @throws IllegalArgumentException if the decay is not in (0, 1)
  static WeightAverage exponential(double decay) {
    return new Exponential(decay);
  }

  /// Returns the mean over all steps of the last epochs.
  ///
  /// @throws IllegalArgumentException if there is not at least one
  static WeightAverage lastEpochs(int epochs) {
    return new LastEpochs(epochs);
  }

  /// Reads a text form.
  ///
  /// @throws IllegalArgumentException if it is none; the message says what is expected
  static WeightAverage parse(String text) {
    try {
      return text.startsWith("last:")
          ? lastEpochs(Integer.parseInt(text.substring("last:".length())))
          : exponential(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a decay such as 0.99, or last:EPOCHS, got '" + text + "'", e);
    }
  }
}
