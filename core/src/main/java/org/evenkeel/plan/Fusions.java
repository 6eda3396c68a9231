package org.evenkeel.plan;

import java.util.List;

/// All fusions, the largest first.
final class Fusions {
  private Fusions() {}

  static List<Fusion> all() {
    return List.of();
  }
}
