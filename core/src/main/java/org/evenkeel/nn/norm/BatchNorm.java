package org.evenkeel.nn.norm;

import static org.evenkeel.nn.norm.Momentum.keepOld;
import static org.evenkeel.nn.norm.Momentum.weightNew;

import java.util.Optional;
import java.util.OptionalInt;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.Settings;

/// Normalizes each channel over the batch: y = γ·(x − μ)/√(σ² + ε) + β.
///
/// Shapes: x, y (n, c) or (n, c, h, w), with [ChannelAxis#LAST] (n, h, w, c); gamma, beta, movingMean, movingVariance (c).
///
/// Training and prediction: training takes μ and the biased σ² from the batch and lets the stored statistics follow them; prediction takes the stored
/// ones, which start at 0 and 1. Three switches change that, each by itself: [#normalizeWith] says which statistics normalize in training,
/// [#updating] whether the stored ones follow, [#learning] whether gamma and beta do. [#frozen] is stored, not updated, not learned.
///
/// Numerics: moments per slab with a shift, merged in float64; the mean is subtracted before scaling. A batch with one value per channel is
/// refused in training: after subtracting the mean every value would be 0. Where stored statistics normalize, dX = γ·invStd·dY, without a reduction.
///
/// Source: Ioffe & Szegedy 2015, algorithms 1 and 2.
///
/// @param epsilon ε, added to the variance
/// @param tracking the stored statistics
/// @param affine gamma and beta
/// @param axis where the channels are
/// @param renorm limits of batch renormalization, empty for plain batch norm
/// @param ghosts greatest number of examples that are normalized together in training, empty for the whole batch
public record BatchNorm(
    double epsilon,
    Tracking tracking,
    Affine affine,
    ChannelAxis axis,
    Optional<Renorm> renorm,
    OptionalInt ghosts)
    implements Layer {
  /// The name under which the layer is registered.
  public static final String TYPE = "batchNorm";

  /// Which variance is stored; the one that normalizes is always biased.
  public enum StoredVariance {
    /// Σ(x − μ)²/m.
    BIASED,
    /// Σ(x − μ)²/(m − 1).
    UNBIASED
  }

  /// Which dimension of an example holds the channels.
  public enum ChannelAxis {
    /// (n, c, h, w), the layout of this library.
    FIRST,
    /// (n, h, w, c): two permutations around the same computation.
    LAST
  }

  /// Checks epsilon, and that there are stored statistics to renormalize by.
  ///
  /// @throws IllegalArgumentException if epsilon is negative or not finite, or renormalization is asked for without stored statistics
  public BatchNorm {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "batchNorm: expected an epsilon of at least 0, got " + epsilon);
    }
    if (renorm.isPresent() && !tracking.kept()) {
      throw new IllegalArgumentException(
          "batchNorm: renorm(…) corrects towards stored statistics, and untracked() keeps none;"
              + " leave one of them out");
    }
    if (ghosts.isPresent() && (ghosts.getAsInt() < 1 || renorm.isPresent())) {
      throw new IllegalArgumentException(
          ghosts.getAsInt() < 1
              ? "batchNorm: expected ghosts of at least 1 example, got " + ghosts.getAsInt()
              : "batchNorm: renorm(…) corrects moments of the whole batch, and ghosts(…) normalizes"
                  + " by those of its parts; leave one of them out");
    }
  }

  /// Makes a layer whose gamma and beta are learned and whose stored statistics follow the batches.
  ///
  /// @param momentum how the stored statistics follow the batches
  /// @param epsilon ε, added to the variance
  /// @param stored which variance is stored
  public BatchNorm(Momentum momentum, double epsilon, StoredVariance stored) {
    this(
        epsilon,
        Tracking.following(momentum, stored),
        Affine.learned(),
        ChannelAxis.FIRST,
        Optional.empty(),
        OptionalInt.empty());
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

  /// Returns how the stored statistics follow the batches.
  public Momentum momentum() {
    return tracking.momentum();
  }

  /// Returns this layer with other momentum.
  public BatchNorm momentum(Momentum other) {
    return with(tracking.momentum(other));
  }

  /// Returns this layer with another ε.
  public BatchNorm epsilon(double other) {
    return new BatchNorm(other, tracking, affine, axis, renorm, ghosts);
  }

  /// Returns this layer storing the other variance, or the same.
  public BatchNorm stored(StoredVariance which) {
    return with(tracking.variance(which));
  }

  /// Returns this layer normalizing in training by other statistics.
  public BatchNorm normalizeWith(Normalizing which) {
    return with(tracking.normalizeWith(which));
  }

  /// Returns this layer with stored statistics that training updates, or leaves alone, bit by bit.
  public BatchNorm updating(boolean on) {
    return with(tracking.updating(on));
  }

  /// Returns this layer with gamma and beta learned, or kept as they are.
  public BatchNorm learning(boolean on) {
    return with(affine.learning(on));
  }

  /// Returns this layer as in prediction also while others train: stored statistics normalize and are not updated, gamma and beta do not learn.
  public BatchNorm frozen() {
    return normalizeWith(Normalizing.STORED).updating(false).learning(false);
  }

  /// Returns this layer without stored statistics: those of the batch normalize always, in prediction too. A prediction then depends on the examples
  /// that are asked about together.
  public BatchNorm untracked() {
    return with(tracking.none());
  }

  /// Returns this layer with a learned gamma, or with γ = 1.
  public BatchNorm scale(boolean on) {
    return with(affine.gamma(on ? Affine.learned().gamma() : Affine.NO_SCALE));
  }

  /// Returns this layer with a learned beta, or with β = 0.
  public BatchNorm center(boolean on) {
    return with(affine.beta(on ? Affine.learned().beta() : Affine.NO_SHIFT));
  }

  /// Returns this layer with γ held at a number, forward and backward.
  public BatchNorm fixedGamma(double value) {
    return with(affine.gamma(new Affine.Fixed(value)));
  }

  /// Returns this layer with β held at a number, forward and backward.
  public BatchNorm fixedBeta(double value) {
    return with(affine.beta(new Affine.Fixed(value)));
  }

  /// Returns this layer with a gamma that starts otherwise: at 0 in the last normalization of a residual block, so that the block starts as the identity.
  public BatchNorm gammaStart(Initializer start) {
    return with(affine.gamma(new Affine.Variable(start)));
  }

  /// Returns this layer with a beta that starts otherwise.
  public BatchNorm betaStart(Initializer start) {
    return with(affine.beta(new Affine.Variable(start)));
  }

  /// Returns this layer for channels first or last.
  public BatchNorm axis(ChannelAxis where) {
    return new BatchNorm(epsilon, tracking, affine, where, renorm, ghosts);
  }

  /// Returns this layer with batch renormalization in training; without effect where stored statistics normalize.
  public BatchNorm renorm(Renorm limits) {
    return new BatchNorm(epsilon, tracking, affine, axis, Optional.of(limits), ghosts);
  }

  /// Returns this layer normalizing, in training, parts of a batch by themselves: *ghost batches*. A batch of n examples is split into n / size parts,
  /// rounded up, whose sizes differ by at most one; a part with one value per channel is merged with its neighbour. The stored statistics follow the
  /// merged moments, those of the whole batch. Source: Hoffer, Hubara & Soudry 2017, algorithm 1.
  ///
  /// @param size greatest number of examples of a part
  public BatchNorm ghosts(int size) {
    return new BatchNorm(epsilon, tracking, affine, axis, renorm, OptionalInt.of(size));
  }

  private BatchNorm with(Tracking other) {
    return new BatchNorm(epsilon, other, affine, axis, renorm, ghosts);
  }

  private BatchNorm with(Affine other) {
    return new BatchNorm(epsilon, tracking, other, axis, renorm, ghosts);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    Optional<PerExample> mask = scope.mask(x);
    if (mask.isPresent()) {
      return applyMasked(x, mask.get(), scope);
    }
    if (axis == ChannelAxis.FIRST || x.shape().rank() == 1) {
      return normalized(Counted.all(x), scope);
    }
    return normalized(Counted.all(x.permute(2, 0, 1)), scope).permute(1, 2, 0);
  }

  /// As [#apply], for data of which only some positions, or examples, hold something.
  ///
  /// Training: moments of what is kept; the stored statistics and their counter follow it if that are at least two values per channel. Prediction: kept
  /// values are normalized as without a mask. In both, what is masked is selected out, whatever it is, and becomes 0, as does its gradient.
  ///
  /// @param mask (n, 1, h, w) or (n, 1), kept where positive
  /// @throws IllegalArgumentException if the shapes do not fit, or channels come last
  public PerExample applyMasked(PerExample x, PerExample mask, Scope scope) {
    requireFit("mask", x, mask);
    Counted counted = Counted.masked(x, mask);
    return counted.select(normalized(counted, scope));
  }

  /// As [#apply], for examples or positions that count unequally: the moments are weighted, a weight of 0 is a mask, and the stored statistics follow
  /// unless all weights are 0. Weights change nothing else: they are no part of the loss.
  ///
  /// @param weights (n, 1, h, w) or (n, 1), at least 0; nothing flows back into them
  /// @throws IllegalArgumentException if the shapes do not fit, channels come last, or an unbiased variance is to be stored
  public PerExample applyWeighted(PerExample x, PerExample weights, Scope scope) {
    requireFit("weights", x, weights);
    if (tracking.updating() && tracking.variance() == StoredVariance.UNBIASED) {
      throw new IllegalArgumentException(
          "batchNorm: weights and an unbiased stored variance do not go together: dividing by Σw −"
              + " 1 supposes that weights count examples; use stored(BIASED), or applyMasked for"
              + " weights of 0 and 1");
    }
    Counted counted = Counted.weighted(x, weights);
    return counted.select(normalized(counted, scope));
  }

  private void requireFit(String what, PerExample x, PerExample given) {
    if (ghosts.isPresent()) {
      throw new IllegalArgumentException(
          "batchNorm: ghosts(…) splits a batch by the number of examples, and %s make them unequal; leave one of them out"
              .formatted(what));
    }
    if (axis == ChannelAxis.LAST && x.shape().rank() == 3) {
      throw new IllegalArgumentException(
          "batchNorm: masks and weights expect channels first, (n, c, h, w); got channels last");
    }
    Shape expected = x.shape().withChannels(1);
    if (!given.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "batchNorm %s: expected %s beside %s, got %s"
              .formatted(
                  what, expected.withBatch(), x.shape().withBatch(), given.shape().withBatch()));
    }
  }

  private PerExample normalized(Counted counted, Scope scope) {
    PerExample x = counted.x();
    Shape channels = Shape.of(x.shape().channels());
    BatchWide gamma = affine.gamma(scope, channels);
    BatchWide beta = affine.beta(scope, channels);
    Moments batch = counted.moments();
    boolean split = ghosts.isPresent() && scope.training();
    if (!tracking.kept()) {
      return split
          ? normalizeParts(x, batch, gamma, beta)
          : normalize(x, batch.mean(), batch.variance(), gamma, beta);
    }
    MovingStatistics stored = MovingStatistics.declare(scope, channels, tracking.momentum());
    if (scope.training() && tracking.updating()) {
      stored.follow(scope, tracking, batch, counted.enough());
    }
    if (!scope.training() || tracking.normalizeWith() == Normalizing.STORED) {
      return normalize(x, stored.mean(), stored.variance(), gamma, beta);
    }
    if (split) {
      return normalizeParts(x, batch, gamma, beta);
    }
    if (renorm.isPresent()) {
      BatchWide r = renorm.get().r(batch, stored, epsilon, scope.graph());
      BatchWide d = renorm.get().d(batch, stored, epsilon, scope.graph());
      return normalize(
          x, batch.mean(), batch.variance(), r.times(gamma), d.times(gamma).plus(beta));
    }
    return normalize(x, batch.mean(), batch.variance(), gamma, beta);
  }

  /// Normalizes each ghost batch by its own moments. They are taken of z = (x − μ)/√(σ² + ε), μ and σ² being those of the batch and constants here:
  /// numbers of ordinary size whatever x holds. Adding a constant to x, or scaling x and √ε together, changes no y, so the gradient is exact.
  private PerExample normalizeParts(PerExample x, Moments batch, BatchWide gamma, BatchWide beta) {
    int channels = x.shape().channels();
    Ghosts split = new Ghosts(ghosts.orElseThrow(), x.shape().positions() == 1 ? 2 : 1);
    BatchWide scale = batch.variance().plus(epsilon).rsqrt().stopGradient();
    PerExample z = x.minus(batch.mean().stopGradient()).times(scale);
    PerExample mean = z.groupMean(channels).ghostMean(split);
    PerExample d = z.minus(mean.overGroups(x.shape()));
    PerExample variance = d.square().groupMean(channels).ghostMean(split);
    PerExample inverse = variance.plus(scale.square().times(epsilon)).rsqrt();
    return d.times(inverse.overGroups(x.shape())).times(gamma).plus(beta);
  }

  private PerExample normalize(
      PerExample x, BatchWide mean, BatchWide variance, BatchWide gamma, BatchWide beta) {
    BatchWide scale = variance.plus(epsilon).rsqrt().times(gamma);
    return x.minus(mean).times(scale).plus(beta);
  }

  @Override
  public Settings settings() {
    return BatchNormSettings.of(this);
  }

  /// Returns the layer with the given settings; what is not set is as in Keras.
  ///
  /// @throws IllegalArgumentException if a setting is unknown or impossible
  public static BatchNorm create(Settings s) {
    return BatchNormSettings.layer(s);
  }
}
