package org.evenkeel.nn.norm;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.GraphBuilder;
import org.evenkeel.graph.Moments;

/// Batch renormalization: training normalizes with the batch's statistics, corrected towards the stored ones, so that small or unlike batches train
/// for what prediction does.
///
/// y = γ·((x − μB)/σB·r + d) + β with r = clip(σB/σ, 1/rMax, rMax) and d = clip((μB − μ)/σ, −dMax, dMax), both constants for differentiation;
/// σB = √(σB² + ε) and σ = √(movingVariance + ε) with the same ε; μ and σ are the stored values *before* this batch updates them.
/// rMax = 1 and dMax = 0 is batch norm.
///
/// The stored value is an average of variances, as everywhere here; the paper averages standard deviations.
///
/// Source: Ioffe 2017, *Batch Renormalization*, algorithm 1.
///
/// @param rMax limit of r, at least 1
/// @param dMax limit of d, at least 0
public record Renorm(Ramp rMax, Ramp dMax) {
  /// Checks the limits.
  ///
  /// @throws IllegalArgumentException if rMax is below 1 or dMax below 0 somewhere
  public Renorm {
    if (!(Math.min(rMax.from(), rMax.to()) >= 1)) {
      throw new IllegalArgumentException(
          "renorm: expected rMax of at least 1, got " + Math.min(rMax.from(), rMax.to()));
    }
    if (!(Math.min(dMax.from(), dMax.to()) >= 0)) {
      throw new IllegalArgumentException(
          "renorm: expected dMax of at least 0, got " + Math.min(dMax.from(), dMax.to()));
    }
  }

  /// Returns the same limits from the first step to the last.
  public static Renorm limits(double rMax, double dMax) {
    return new Renorm(Ramp.constant(rMax), Ramp.constant(dMax));
  }

  /// Returns r, (c).
  BatchWide r(Moments batch, MovingStatistics stored, double epsilon, GraphBuilder graph) {
    BatchWide limit = rMax.at(graph);
    return batch
        .variance()
        .plus(epsilon)
        .sqrt()
        .dividedBy(stored.sigma(epsilon))
        .clip(limit.reciprocal(), limit)
        .stopGradient();
  }

  /// Returns d, (c).
  BatchWide d(Moments batch, MovingStatistics stored, double epsilon, GraphBuilder graph) {
    BatchWide limit = dMax.at(graph);
    return batch
        .mean()
        .minus(stored.mean())
        .dividedBy(stored.sigma(epsilon))
        .clip(limit.negate(), limit)
        .stopGradient();
  }
}
