package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.NormKernels.Then;

/// Normalization, the activation behind it and average pooling over 2 x 2: two rows are pooled while they are in the first-level cache.
final class NormActivationPool implements Fusion {
  @Override
  public String name() {
    return "normalize, activate and pool";
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    Node pool = last.node();
    if (!(pool.op() instanceof Op.AvgPool(var window, _))
        || !Patterns.halves(window, pool.input(0).shape())) {
      return Optional.empty();
    }
    Node activated = pool.input(0);
    Optional<Then> then = Patterns.activation(activated);
    if (then.isEmpty()
        || !Patterns.isAffine(activated.input(0))
        || !Patterns.isCentred(activated.input(0).input(0))) {
      return Optional.empty();
    }
    Draft activation = lowering.draft(activated, last.phase());
    Draft affine = lowering.draft(activated.input(0), last.phase());
    Draft centred = lowering.draft(affine.node().input(0), last.phase());
    // Its rows are counted as those of the pool, so no other step of the phase may wait for them.
    if (!List.of(last).equals(activation.users())) {
      return Optional.empty();
    }
    return Optional.of(
        new Match(
            List.of(centred, affine, activation, last),
            List.of(activation, last),
            (l, r) -> new Fused(work(l, centred, affine, activation, last, then.get()), Map.of())));
  }

  private static SlabStep.Work work(
      Lowering lowering, Draft centred, Draft affine, Draft activation, Draft pool, Then then) {
    Activation x = lowering.operand(centred, 0);
    Wide mean = lowering.wide(centred.node().input(1));
    float[] scale = lowering.wide(affine.node().input(1)).hi();
    float[] shift = lowering.wide(affine.node().input(2)).hi();
    Activation y = activation.activation();
    Activation p = pool.activation();
    Shape shape = activation.node().shape();
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .normalizePool(
                then,
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                scale,
                shift,
                y.array(w),
                y.at(slab),
                p.array(w),
                p.at(slab),
                shape.channels(),
                shape.height(),
                shape.width(),
                from,
                to);
  }
}
