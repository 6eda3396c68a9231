package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.NormKernels.Then;

/// Normalization in one pass: subtract the mean, scale, shift.
final class Norm implements Fusion {
  @Override
  public String name() {
    return "normalize";
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    if (!Patterns.isAffine(last.node()) || !Patterns.isCentred(last.node().input(0))) {
      return Optional.empty();
    }
    Draft centred = lowering.draft(last.node().input(0), last.phase());
    return Optional.of(
        new Match(
            List.of(centred, last),
            List.of(last),
            (l, r) -> new Fused(work(l, centred, last, last, Then.NOTHING), Map.of())));
  }

  /// Returns the kernel call that normalizes and applies `then`.
  static SlabStep.Work work(
      Lowering lowering, Draft centred, Draft affine, Draft output, Then then) {
    Node node = affine.node();
    Activation x = lowering.operand(centred, 0);
    Wide mean = lowering.wide(centred.node().input(1));
    float[] scale = lowering.wide(node.input(1)).hi();
    float[] shift = lowering.wide(node.input(2)).hi();
    Activation y = output.activation();
    Shape shape = node.shape();
    Rows rows = Rows.of(shape);
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .normalize(
                then,
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                scale,
                shift,
                y.array(w),
                y.at(slab),
                rows.stride(),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }
}
