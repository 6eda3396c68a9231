package org.evenkeel.doctor;

/// What can ail a normalization layer: why it matters, and what to do.
public enum Illness {
  /// The layer before has a bias, which the normalization takes out again.
  BIAS_BEFORE_NORMALIZATION(
      "a bias before a normalization",
      "the mean is subtracted right afterwards, so the bias changes nothing and its gradient is 0",
      "leave it out: withoutBias(), or \"bias\": false"),
  /// Batch statistics of few values.
  FEW_VALUES(
      "too few values per channel",
      "mean and variance of so few values are mostly chance: their errors are about 1/√m and √(2/m)"
          + " of a standard deviation and a variance",
      "take larger batches, or a batch size that leaves no small rest; or layerNorm, groupNorm"),
  /// ε decides about the scale.
  VARIANCE_BELOW_EPSILON(
      "variance below epsilon",
      "where the variance is smaller than epsilon, epsilon sets the scale: the channel is nearly"
          + " constant and comes out far smaller than normalized",
      "look at what the layer before puts out, larger first weights may help; or a smaller"
          + " epsilon"),
  /// γ near 0.
  DEAD_GAMMA(
      "dead gamma",
      "the channel comes out as the constant beta, whatever comes in, and next to no gradient"
          + " passes",
      "less weight decay on gamma, a smaller learning rate; or fewer channels"),
  /// γ far from where it began.
  EXPLODING_GAMMA(
      "exploding gamma",
      "activations and gradients of the channel grow with it; the next steps may diverge",
      "a smaller learning rate, a warm-up, or weight decay on gamma"),
  /// Activations where nothing passes.
  SATURATED_ACTIVATIONS(
      "saturated activations",
      "next to no gradient passes where an activation is flat, so the layers before learn no more",
      "a smaller learning rate for gamma and beta, or relu instead of sigmoid or tanh"),
  /// Statistics of old weights.
  LAGGING_STATISTICS(
      "moving statistics lag",
      "prediction normalizes by moving statistics; where they differ from those of the data under"
          + " the present weights, it computes something else than was trained",
      "estimate them anew (exact statistics, Recalibration), let the learning rate end at zero, or"
          + " keep less of the old: keepOld(0.9)"),
  /// Statistics that still hold their initial values.
  UNSETTLED_STATISTICS(
      "moving statistics not settled",
      "they began at 0 and 1, and these are still part of what prediction normalizes by",
      "train longer, keep less of the old, keepOld(0.9), or debias: keepOld(0.99).debiased()"),
  /// Prediction is worse than training mode.
  PREDICTION_GAP(
      "prediction is worse than training mode",
      "on the same examples with the same weights, so only the statistics can be the cause",
      "estimate the statistics anew (exact statistics, Recalibration)");

  private final String title;
  private final String why;
  private final String advice;

  Illness(String title, String why, String advice) {
    this.title = title;
    this.why = why;
    this.advice = advice;
  }

  /// Returns what it is called.
  public String title() {
    return title;
  }

  /// Returns why it matters.
  public String why() {
    return why;
  }

  /// Returns what to do.
  public String advice() {
    return advice;
  }
}
