package org.evenkeel.nn.norm;

import java.util.List;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Scope;

/// The last dimensions of a value, over which layerNorm and rmsNorm normalize.
final class NormalizedShape {
  private NormalizedShape() {}

  /// Checks the sizes of a layer.
  static List<Integer> check(String type, List<Integer> sizes) {
    if (sizes.size() > 3 || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "%s: expected up to three positive sizes, the last dimensions of what is normalized, got %s"
              .formatted(type, sizes));
    }
    return List.copyOf(sizes);
  }

  /// Returns the dimensions of x that are normalized: all if `sizes` is empty.
  private static Shape of(String type, List<Integer> sizes, Shape x) {
    List<Integer> all = x.sizes();
    if (sizes.isEmpty()) {
      return x;
    }
    if (sizes.size() > all.size()
        || !all.subList(all.size() - sizes.size(), all.size()).equals(sizes)) {
      throw new IllegalArgumentException(
          "%s: expected an input whose last dimensions are %s, got %s"
              .formatted(type, new Shape(sizes), x.withBatch()));
    }
    return new Shape(sizes);
  }

  /// Normalizes x, then scales it by a gamma and shifts it by a beta of the normalized shape.
  ///
  /// @param centred whether the mean is subtracted, and with an affine map a beta added
  static PerExample normalize(
      String type,
      List<Integer> sizes,
      boolean centred,
      boolean affine,
      double epsilon,
      PerExample x,
      Scope scope) {
    Shape normalized = of(type, sizes, x.shape());
    if (centred && normalized.values() == 1) {
      throw new IllegalArgumentException(
          "%s: %s has one value to normalize; less its mean it would always be 0"
              .formatted(type, x.shape().withBatch()));
    }
    Shape flat = Shape.of(x.shape().values());
    int groups = flat.values() / normalized.values();
    PerExample y = x.reshape(flat).normalizeGroups(groups, centred, epsilon);
    if (affine) {
      BatchWide gamma = scope.parameter(Role.GAMMA, normalized, Initializer.ones());
      y = y.times(gamma.tile(flat));
    }
    if (affine && centred) {
      BatchWide beta = scope.parameter(Role.BETA, normalized, Initializer.zeros());
      y = y.plus(beta.tile(flat));
    }
    return y.reshape(x.shape());
  }
}
