package org.evenkeel.plan;

import java.util.List;

/// All fusions, the largest first: a draft belongs to the first group that claims it.
final class Fusions {
  private static final List<Fusion> ALL =
      List.of(
          new NormGradientSums(true),
          new NormGradientSums(false),
          new NormInputGradient(),
          new NormActivationPool(),
          new NormActivation(),
          new Norm());

  private Fusions() {}

  static List<Fusion> all() {
    return ALL;
  }
}
