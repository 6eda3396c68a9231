package org.evenkeel.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.kernel.NormKernels.Then;

/// Normalization and the activation behind it in one pass.
final class NormActivation implements Fusion {
  @Override
  public String name() {
    return "normalize and activate";
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    Optional<Then> then = Patterns.activation(last.node());
    if (then.isEmpty()
        || !Patterns.isAffine(last.node().input(0))
        || !Patterns.isCentred(last.node().input(0).input(0))) {
      return Optional.empty();
    }
    Draft affine = lowering.draft(last.node().input(0), last.phase());
    Draft centred = lowering.draft(affine.node().input(0), last.phase());
    return Optional.of(
        new Match(
            List.of(centred, affine, last),
            List.of(last),
            (l, r) -> new Fused(Norm.work(l, centred, affine, last, then.get()), Map.of())));
  }
}
