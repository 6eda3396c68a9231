package org.evenkeel.nn;

import org.evenkeel.graph.PerExample;

/// Takes positions whose values all equal one number for padding: they become 0, and following batch normalizations leave them out.
///
/// Shapes: x, y (n, c, h, w): positions, masked where all channels equal the number; or (n, c): examples, masked where all features do.
///
/// Training and prediction: the same. The mask holds on through the layers that [Scope#mask] names, and is dropped by all others: a convolution or
/// pooling mixes what is masked with what is not.
///
/// Numerics: values are compared as float32. Where the number is NaN, NaN is padding. Masked values are selected out, never multiplied; no gradient
/// comes back from them.
///
/// @param value the number, finite or NaN
public record Masking(double value) implements Layer {
  static final String TYPE = "masking";

  private static final String NAN = "NaN";

  /// Checks the number.
  ///
  /// @throws IllegalArgumentException if it is infinite
  public Masking {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "masking: expected a finite number or NaN as padding, got " + value);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    PerExample mask = x.differsFrom(value);
    PerExample y = x.select(mask);
    scope.mask(y, mask);
    return y;
  }

  @Override
  public Settings settings() {
    // JSON has no number for it.
    return Settings.none().with("value", Double.isNaN(value) ? NAN : (Object) value);
  }

  static Masking create(Settings s) {
    s.requireOnly(TYPE, "value");
    boolean nan = NAN.equals(s.values().get("value"));
    return new Masking(nan ? Double.NaN : s.number("value", 0));
  }
}
