package org.evenkeel.nn.norm;

import java.util.Optional;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.PerExample;

/// What comes into a normalization, and which of its values count: all, those that a mask keeps, or each with a weight.
///
/// What does not count is selected out before anything is computed from it, and once more behind the normalization: it may be NaN, forward and
/// backward.
///
/// @param x the values; those that do not count are 0 here
/// @param weights (n, 1, h, w) or (n, 1), empty where all count once
/// @param enough what must be positive for stored statistics to follow this batch, (); empty where they always do
record Counted(PerExample x, Optional<PerExample> weights, Optional<BatchWide> enough) {

  /// All values, once each.
  static Counted all(PerExample x) {
    return new Counted(x, Optional.empty(), Optional.empty());
  }

  /// Those where the mask is positive, once each. A single value per channel has no variance to learn from: enough are two.
  static Counted masked(PerExample x, PerExample mask) {
    boolean binary = mask.node().op() instanceof Op.Differs;
    PerExample kept = binary ? mask : mask.relu().differsFrom(0);
    Moments moments = x.select(kept).moments(kept);
    return new Counted(x.select(kept), Optional.of(kept), Optional.of(moments.weight().minus(1)));
  }

  /// Each with its weight.
  static Counted weighted(PerExample x, PerExample weights) {
    Moments moments = x.select(weights).moments(weights);
    return new Counted(x.select(weights), Optional.of(weights), Optional.of(moments.weight()));
  }

  /// Returns the moments of what counts.
  Moments moments() {
    return weights.map(x::moments).orElseGet(x::moments);
  }

  /// Returns y with 0 in the place of what does not count.
  PerExample select(PerExample y) {
    return weights.map(y::select).orElse(y);
  }
}
