package org.evenkeel.nn.norm;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.GraphBuilder;

/// A number that changes linearly during training, from one share of the run to another; a share, so that it does not depend on the number of epochs.
///
/// @param from value until `begin`
/// @param to value from `end` on
/// @param begin share of the run where it begins to change, in [0, 1]
/// @param end share of the run where it has changed, from `begin` to 1
public record Ramp(double from, double to, double begin, double end) {
  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if a value is not finite, or the shares are not 0 ≤ begin ≤ end ≤ 1
  public Ramp {
    if (!Double.isFinite(from) || !Double.isFinite(to)) {
      throw new IllegalArgumentException(
          "ramp: expected finite values, got %s to %s".formatted(from, to));
    }
    if (!(begin >= 0 && begin <= end && end <= 1)) {
      throw new IllegalArgumentException(
          "ramp: expected shares of the run with 0 <= begin <= end <= 1, got %s and %s"
              .formatted(begin, end));
    }
  }

  /// Returns the same number always.
  public static Ramp constant(double value) {
    return new Ramp(value, value, 0, 0);
  }

  /// Returns the value at this point of the run, a scalar.
  public BatchWide at(GraphBuilder graph) {
    if (from == to) {
      return graph.constant(to);
    }
    if (begin == end) {
      return graph.progress().negate().plus(begin).select(graph.constant(from), to);
    }
    BatchWide share =
        graph
            .progress()
            .minus(begin)
            .dividedBy(end - begin)
            .clip(graph.constant(0), graph.constant(1));
    return share.times(to - from).plus(from);
  }
}
