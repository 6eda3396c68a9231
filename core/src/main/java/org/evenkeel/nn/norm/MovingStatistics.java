package org.evenkeel.nn.norm;

import java.util.Optional;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Moments;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.norm.Momentum.Start;

/// The stored statistics of a layer: states and how they follow a batch.
///
/// Numerics: float64, rounded to float32 when stored. With m values in the batch and *count* before it, pooled moments follow with
/// keep = count / (count + m), the variance of the batch growing by keep·(μB − μ)², the term between batches; this is the merge of
/// docs/NUMERICS.md, section 6.
///
/// @param mean movingMean (c)
/// @param variance movingVariance (c)
/// @param counter how many batches (`batches`) or values per channel (`count`) were seen, (); empty where momentum does not ask
record MovingStatistics(BatchWide mean, BatchWide variance, Optional<BatchWide> counter) {

  /// Declares the states in the scope of a layer.
  static MovingStatistics declare(Scope scope, Shape channels, Momentum momentum) {
    BatchWide mean = scope.state(Role.MOVING_MEAN, channels, Initializer.zeros());
    BatchWide variance = scope.state(Role.MOVING_VARIANCE, channels, Initializer.ones());
    Optional<String> key =
        switch (momentum) {
          case Momentum.Share share when share.start() == Start.INITIAL -> Optional.empty();
          case Momentum.Share _, Momentum.Cumulative _ -> Optional.of("batches");
          case Momentum.Pooled _ -> Optional.of("count");
        };
    return new MovingStatistics(
        mean, variance, key.map(k -> scope.state(k, Shape.scalar(), Initializer.zeros())));
  }

  /// Returns √(movingVariance + ε), (c).
  BatchWide sigma(double epsilon) {
    return variance.plus(epsilon).sqrt();
  }

  /// Lets the states follow the moments of a batch.
  ///
  /// @param enough where this is not positive, all states stay as they are; empty where they always follow
  void follow(Scope scope, Tracking tracking, Moments batch, Optional<BatchWide> enough) {
    boolean unbiased = tracking.variance() == BatchNorm.StoredVariance.UNBIASED;
    if (tracking.momentum() instanceof Momentum.Pooled) {
      pool(scope, batch, unbiased, enough);
      return;
    }
    BatchWide keep = keep(scope, tracking.momentum());
    BatchWide latest =
        unbiased
            ? batch.variance().times(batch.weight()).dividedBy(batch.weight().minus(1))
            : batch.variance();
    update(scope, enough, mean, mean.movingAverage(batch.mean(), keep));
    update(scope, enough, variance, variance.movingAverage(latest, keep));
    counter.ifPresent(batches -> update(scope, enough, batches, batches.plus(1)));
  }

  /// Lets the states follow a mean and a variance that are not moments of the whole batch; pooled momentum cannot.
  void follow(Scope scope, Momentum momentum, BatchWide latestMean, BatchWide latestVariance) {
    BatchWide keep = keep(scope, momentum);
    scope.update(mean, mean.movingAverage(latestMean, keep));
    scope.update(variance, variance.movingAverage(latestVariance, keep));
    counter.ifPresent(batches -> scope.update(batches, batches.plus(1)));
  }

  private static void update(
      Scope scope, Optional<BatchWide> enough, BatchWide state, BatchWide value) {
    scope.update(state, enough.map(positive -> positive.select(value, state)).orElse(value));
  }

  /// Returns the share of the old values that is kept, ().
  private BatchWide keep(Scope scope, Momentum momentum) {
    return switch (momentum) {
      case Momentum.Share(double keep, Start start) ->
          switch (start) {
            case INITIAL -> scope.graph().constant(keep);
            case FIRST_BATCH -> seen().select(scope.graph().constant(keep), 0);
            case DEBIASED -> keep == 0 ? scope.graph().constant(0) : debiased(keep);
          };
      case Momentum.Cumulative _ -> seen().dividedBy(seen().plus(1));
      case Momentum.Pooled _ -> throw new IllegalStateException("pooled moments are merged");
    };
  }

  /// Returns k·(1 − kᵗ) / (1 − kᵗ⁺¹).
  private BatchWide debiased(double k) {
    BatchWide power = seen().times(StrictMath.log(k)).exp();
    return power.negate().plus(1).times(k).dividedBy(power.times(-k).plus(1));
  }

  private BatchWide seen() {
    return counter.orElseThrow();
  }

  /// Merges moments. What is stored has divided Σ(x − μ)² by count, or by count − 1; before the first batch nothing is stored.
  private void pool(Scope scope, Moments batch, boolean unbiased, Optional<BatchWide> enough) {
    BatchWide m = batch.weight();
    BatchWide total = seen().plus(m);
    BatchWide keep = seen().dividedBy(total);
    BatchWide spread =
        batch
            .variance()
            .plus(batch.mean().minus(mean).square().times(keep)); // with the term between
    update(scope, enough, mean, mean.movingAverage(batch.mean(), keep));
    if (unbiased) {
      BatchWide old = seen().minus(1).maximum(scope.graph().constant(0));
      BatchWide all = total.minus(1);
      BatchWide share = old.dividedBy(all);
      update(
          scope,
          enough,
          variance,
          variance.movingAverage(spread.times(m).dividedBy(all.minus(old)), share));
    } else {
      update(scope, enough, variance, variance.movingAverage(spread, keep));
    }
    update(scope, enough, seen(), total);
  }
}
