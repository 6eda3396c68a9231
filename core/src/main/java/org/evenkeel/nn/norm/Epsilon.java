package org.evenkeel.nn.norm;

/// The ε of normalizations over an example's own values.
final class Epsilon {
  private static final double LEAST = 1e-8;

  private Epsilon() {}

  /// Refuses an epsilon that leaves nothing of a constant value but 0/0, or is lost in float32.
  static void check(String type, double epsilon) {
    if (!(epsilon >= LEAST && epsilon < 1e8)) {
      throw new IllegalArgumentException(
          "%s: expected an epsilon of at least %s, got %s".formatted(type, LEAST, epsilon));
    }
  }
}
