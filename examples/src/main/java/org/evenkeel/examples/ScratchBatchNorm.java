package org.evenkeel.examples;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;

/// Batch normalization from scratch, as a user would write it: the mathematics in a function of its own, the rest bookkeeping.
///
/// It knows nothing that the library's own layers know, and works for dense (n, c) and convolutional (n, c, h, w) inputs alike; its
/// gradient is derived by the graph.
public record ScratchBatchNorm() implements Layer {

  /// The mathematics: y = γ·(x − mean)/√(variance + ε) + β.
  static PerExample batchNorm(
      PerExample x, BatchWide gamma, BatchWide beta, BatchWide mean, BatchWide variance) {
    BatchWide scale = variance.plus(1e-5).rsqrt().times(gamma);
    return x.minus(mean).times(scale).plus(beta);
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    Shape channels = Shape.of(x.shape().channels());
    BatchWide gamma = scope.parameter(Role.GAMMA, channels, Initializer.ones());
    BatchWide beta = scope.parameter(Role.BETA, channels, Initializer.zeros());
    BatchWide movingMean = scope.state(Role.MOVING_MEAN, channels, Initializer.zeros());
    BatchWide movingVariance = scope.state(Role.MOVING_VARIANCE, channels, Initializer.ones());
    if (!scope.training()) {
      return batchNorm(x, gamma, beta, movingMean, movingVariance);
    }
    BatchWide mean = x.mean();
    BatchWide variance = x.minus(mean).square().mean();
    scope.update(movingMean, movingMean.movingAverage(mean, 0.9));
    scope.update(movingVariance, movingVariance.movingAverage(variance, 0.9));
    return batchNorm(x, gamma, beta, mean, variance);
  }

  @Override
  public String type() {
    return "scratchBatchNorm";
  }
}
