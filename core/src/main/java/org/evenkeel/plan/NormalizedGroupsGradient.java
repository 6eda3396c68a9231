package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;

/// The input gradient of a normalization over each example's own values, with the product by gamma in front of it.
final class NormalizedGroupsGradient implements Fusion {
  @Override
  public String name() {
    return "gradient of normalized groups";
  }

  @Override
  public boolean whole() {
    return true;
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    if (!(last.node().op() instanceof Op.GroupNormalizeGradient)) {
      return Optional.empty();
    }
    Node product = Drafts.source(last.node().input(0));
    if (!NormalizedGroups.isProduct(product)) {
      return Optional.empty();
    }
    Draft scaled = lowering.draft(product, last.phase());
    return Optional.of(
        new Match(
            List.of(scaled, last),
            List.of(last),
            (l, r) -> new Fused(work(scaled, last, l), Map.of())));
  }

  private static SlabStep.Work work(Draft scaled, Draft last, Lowering lowering) {
    Activation dY = lowering.operand(scaled, 0);
    float[] scale = lowering.wide(scaled.node().input(1)).hi();
    int plane = scaled.node().shape().positions();
    return lowering.groups().gradient(last, dY, scale, plane);
  }
}
