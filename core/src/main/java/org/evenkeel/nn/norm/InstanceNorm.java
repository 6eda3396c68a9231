package org.evenkeel.nn.norm;

import java.util.Optional;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Normalizes each channel of each example over its own positions: y = γ·(x − μ)/√(σ² + ε) + β.
///
/// Shapes: x, y (n, c, h, w); gamma, beta, movingMean, movingVariance (c).
///
/// Training and prediction: the same, unless statistics are tracked. Then training normalizes as always while movingMean follows the mean over the
/// batch of the instances' means, and movingVariance the mean over the batch of the instances' *unbiased* variances, Σ(x − μ)²/(h·w − 1); prediction
/// normalizes with them instead. So PyTorch does it: what is averaged is the variance inside instances, without that of their means.
///
/// Numerics: the variance that normalizes is biased; as [LayerNorm] otherwise. One position is refused.
///
/// Source: Ulyanov, Vedaldi & Lempitsky 2016, equation 5.
///
/// @param tracked how moving statistics follow the batches; empty for none
/// @param affine whether there are gamma and beta
/// @param epsilon ε, added to the variance
public record InstanceNorm(Optional<Momentum> tracked, boolean affine, double epsilon)
    implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "instanceNorm";

  /// Checks epsilon and momentum.
  ///
  /// @throws IllegalArgumentException if epsilon is below 1e-8 or momentum pools moments
  public InstanceNorm {
    Epsilon.check(TYPE, epsilon);
    if (tracked.isPresent() && tracked.get() instanceof Momentum.Pooled) {
      throw new IllegalArgumentException(
          "instanceNorm: pooled() merges moments of batches; here variances of instances are"
              + " averaged: take cumulative() or keepOld(…)");
    }
  }

  /// Returns what Keras has for it, its group normalization with as many groups as channels: gamma, beta, ε = 1e-3, untracked.
  public static InstanceNorm likeKeras() {
    return new InstanceNorm(Optional.empty(), true, 1e-3);
  }

  /// Returns the defaults of PyTorch: no gamma and no beta, ε = 1e-5, untracked.
  public static InstanceNorm likePyTorch() {
    return new InstanceNorm(Optional.empty(), false, 1e-5);
  }

  /// Returns this layer with moving statistics, used in prediction.
  public InstanceNorm tracked(Momentum momentum) {
    return new InstanceNorm(Optional.of(momentum), affine, epsilon);
  }

  /// Returns this layer with or without gamma and beta.
  public InstanceNorm affine(boolean whether) {
    return new InstanceNorm(tracked, whether, epsilon);
  }

  /// Returns this layer with another ε.
  public InstanceNorm epsilon(double other) {
    return new InstanceNorm(tracked, affine, other);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    if (x.shape().positions() == 1) {
      throw new IllegalArgumentException(
          "instanceNorm: expected more than one position for each channel, got %s; layerNorm and groupNorm take features"
              .formatted(x.shape().withBatch()));
    }
    int channels = x.shape().channels();
    if (tracked.isEmpty()) {
      return GroupNorm.affine(x.normalizeGroups(channels, true, epsilon), affine, scope);
    }
    Shape shape = Shape.of(channels);
    MovingStatistics stored = MovingStatistics.declare(scope, shape, tracked.get());
    if (!scope.training()) {
      BatchWide inverse = stored.variance().plus(epsilon).rsqrt();
      return GroupNorm.affine(x.minus(stored.mean()).times(inverse), affine, scope);
    }
    BatchWide mean = x.moments().mean();
    stored.follow(scope, tracked.get(), mean, unbiased(x, mean));
    return GroupNorm.affine(x.normalizeGroups(channels, true, epsilon), affine, scope);
  }

  /// Returns the mean over the batch of the variances inside instances, (c).
  private static BatchWide unbiased(PerExample x, BatchWide mean) {
    int channels = x.shape().channels();
    double positions = x.shape().positions();
    PerExample near = x.minus(mean);
    PerExample centred = near.minus(near.groupMean(channels).overGroups(x.shape()));
    return centred.square().groupMean(channels).mean().times(positions / (positions - 1));
  }

  @Override
  public Settings settings() {
    Settings settings =
        tracked
            .map(momentum -> BatchNormSettings.momentum(Settings.none(), momentum))
            .orElse(Settings.none());
    return settings.with("affine", affine).with("epsilon", epsilon);
  }

  /// Returns the layer with the given settings: tracked if `keepOld` or `momentum` is set; what is not set is as in Keras.
  public static InstanceNorm create(Settings s) {
    s.requireOnly(TYPE, "keepOld", "momentum", "start", "affine", "epsilon");
    boolean tracked = s.has("keepOld") || s.has("momentum");
    return new InstanceNorm(
        tracked ? Optional.of(BatchNormSettings.momentum(s)) : Optional.empty(),
        s.flag("affine", true),
        s.number("epsilon", 1e-3));
  }
}
