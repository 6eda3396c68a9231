package org.evenkeel.nn.norm;

import static org.evenkeel.nn.norm.Momentum.keepOld;
import static org.evenkeel.nn.norm.Momentum.weightNew;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Normalizes each channel over the batch: y = γ·(x − μ)/√(σ² + ε) + β.
///
/// Shapes: x, y (n, c) or (n, c, h, w); gamma, beta, movingMean, movingVariance (c).
///
/// Training and prediction: training takes μ and the biased σ² from the batch and lets the moving statistics follow them;
/// prediction takes the moving statistics, which start at 0 and 1.
///
/// Numerics: moments per slab with a shift, merged in float64; the mean is subtracted before scaling. A batch with one value per channel is
/// refused in training: after subtracting the mean every value would be 0.
///
/// Source: Ioffe & Szegedy 2015, algorithms 1 and 2.
///
/// @param momentum how the moving statistics follow the batches
/// @param epsilon ε, added to the variance
/// @param stored which variance the moving variance follows
public record BatchNorm(Momentum momentum, double epsilon, StoredVariance stored) implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "batchNorm";

  /// Which variance is stored; the one that normalizes is always biased.
  public enum StoredVariance {
    /// Σ(x − μ)²/m.
    BIASED,
    /// Σ(x − μ)²/(m − 1).
    UNBIASED
  }

  /// Checks epsilon.
  ///
  /// @throws IllegalArgumentException if it is negative or not finite
  public BatchNorm {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "batchNorm: expected an epsilon of at least 0, got " + epsilon);
    }
  }

  /// Returns the defaults of Keras: keepOld(0.99), ε = 1e-3, biased.
  public static BatchNorm likeKeras() {
    return new BatchNorm(keepOld(0.99), 1e-3, StoredVariance.BIASED);
  }

  /// Returns the defaults of PyTorch: weightNew(0.1), ε = 1e-5, unbiased.
  public static BatchNorm likePyTorch() {
    return new BatchNorm(weightNew(0.1), 1e-5, StoredVariance.UNBIASED);
  }

  /// Returns the choices of the book's section on batch normalization: keepOld(0.9), ε = 1e-5, biased.
  public static BatchNorm likeTheSection() {
    return new BatchNorm(keepOld(0.9), 1e-5, StoredVariance.BIASED);
  }

  /// Returns this layer with other momentum.
  public BatchNorm momentum(Momentum other) {
    return new BatchNorm(other, epsilon, stored);
  }

  /// Returns this layer with another ε.
  public BatchNorm epsilon(double other) {
    return new BatchNorm(momentum, other, stored);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    Shape channels = Shape.of(x.shape().channels());
    BatchWide gamma = scope.parameter(Role.GAMMA, channels, Initializer.ones());
    BatchWide beta = scope.parameter(Role.BETA, channels, Initializer.zeros());
    BatchWide movingMean = scope.state(Role.MOVING_MEAN, channels, Initializer.zeros());
    BatchWide movingVariance = scope.state(Role.MOVING_VARIANCE, channels, Initializer.ones());
    if (!scope.training()) {
      return normalize(x, movingMean, movingVariance, gamma, beta);
    }
    Moments batch = x.moments();
    scope.update(movingMean, momentum.follow(movingMean, batch.mean()));
    scope.update(movingVariance, momentum.follow(movingVariance, storedVariance(batch)));
    return normalize(x, batch.mean(), batch.variance(), gamma, beta);
  }

  private PerExample normalize(
      PerExample x, BatchWide mean, BatchWide variance, BatchWide gamma, BatchWide beta) {
    BatchWide scale = variance.plus(epsilon).rsqrt().times(gamma);
    return x.minus(mean).times(scale).plus(beta);
  }

  private BatchWide storedVariance(Moments batch) {
    return switch (stored) {
      case BIASED -> batch.variance();
      case UNBIASED -> batch.variance().times(batch.weight()).dividedBy(batch.weight().minus(1));
    };
  }

  @Override
  public Settings settings() {
    return Settings.none()
        .with("keepOld", momentum.keep())
        .with("epsilon", epsilon)
        .with("storedVariance", stored == StoredVariance.BIASED ? "biased" : "unbiased");
  }

  /// Returns the layer with the given settings; what is not set is as in Keras.
  public static BatchNorm create(Settings s) {
    s.requireOnly(TYPE, "keepOld", "epsilon", "storedVariance");
    StoredVariance stored =
        switch (s.text("storedVariance", "biased")) {
          case "biased" -> StoredVariance.BIASED;
          case "unbiased" -> StoredVariance.UNBIASED;
          default ->
              throw new IllegalArgumentException(
                  "storedVariance: expected \"biased\" or \"unbiased\"");
        };
    return new BatchNorm(keepOld(s.number("keepOld", 0.99)), s.number("epsilon", 1e-3), stored);
  }
}
