package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// The input gradient of a normalization in one pass: dX = dY·scale + ((x − mean)·slope + shift).
final class NormInputGradient implements Fusion {
  @Override
  public String name() {
    return "normalization's input gradient";
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    Node node = last.node();
    boolean fits =
        node.op() instanceof Op.MultiplyAdd
            && !node.input(1).perExample()
            && Patterns.isAffine(node.input(2))
            && Patterns.isCentred(node.input(2).input(0));
    if (!fits) {
      return Optional.empty();
    }
    Draft inner = lowering.draft(node.input(2), last.phase());
    Draft centred = lowering.draft(inner.node().input(0), last.phase());
    return Optional.of(
        new Match(
            List.of(centred, inner, last),
            List.of(last),
            (l, r) -> new Fused(work(l, centred, inner, last), Map.of())));
  }

  private static SlabStep.Work work(Lowering lowering, Draft centred, Draft inner, Draft last) {
    Activation dY = lowering.operand(last, 0);
    Activation x = lowering.operand(centred, 0);
    Wide mean = lowering.wide(centred.node().input(1));
    float[] scale = lowering.wide(last.node().input(1)).hi();
    float[] slope = lowering.wide(inner.node().input(1)).hi();
    float[] shift = lowering.wide(inner.node().input(2)).hi();
    Activation dX = last.activation();
    Rows rows = Rows.of(last.node().shape());
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .normGradient(
                dY.array(w),
                dY.at(slab),
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                scale,
                slope,
                shift,
                dX.array(w),
                dX.at(slab),
                rows.stride(),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }
}
