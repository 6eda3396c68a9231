package org.evenkeel.plan;

import java.util.Arrays;

/// Tells whether values have changed since the last time. Where they change in every step, the first of them usually tells.
final class Changes {
  private final float[] values;
  private final float[] before;
  private boolean known;

  /// Begins with values that are new.
  ///
  /// @param values what may change
  /// @param before written: a copy, as long
  Changes(float[] values, float[] before) {
    this.values = values;
    this.before = before;
  }

  /// Returns whether the bits have changed since the last call; true at the first. All NaNs are alike.
  boolean happened() {
    if (known && Arrays.equals(values, before)) {
      return false;
    }
    System.arraycopy(values, 0, before, 0, values.length);
    known = true;
    return true;
  }
}
