package org.evenkeel.plan;

import java.util.List;

/// All fusions, the largest first: a draft belongs to the first group that claims it.
final class Fusions {
  private static final List<Fusion> ALL =
      List.of(
          new NormGradientSums(NormGradientSums.Front.POOLING),
          new NormGradientSums(NormGradientSums.Front.ACTIVATION),
          new NormGradientSums(NormGradientSums.Front.NOTHING),
          new NormInputGradient(true, true),
          new NormInputGradient(true, false),
          new NormInputGradient(false, true),
          new NormInputGradient(false, false),
          new NormActivationPool(),
          new NormActivation(),
          new Norm(),
          new NormalizedGroups(true),
          new NormalizedGroups(false),
          new NormalizedGroupsGradient());

  private Fusions() {}

  static List<Fusion> all() {
    return ALL;
  }
}
