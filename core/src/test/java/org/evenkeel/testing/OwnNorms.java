package org.evenkeel.testing;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.norm.GroupNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.LayerNorm;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.nn.norm.RmsNorm;

/// Normalizations over an example's own values, as golden cases describe them.
public final class OwnNorms {
  private OwnNorms() {}

  /// Returns the layer of a case.
  public static Layer of(Golden golden) {
    boolean affine = golden.has("gamma");
    double epsilon = golden.number("epsilon");
    return switch (golden.attribute("operation")) {
      case "layerNorm" -> {
        LayerNorm layer = new LayerNorm(List.of(), affine, epsilon);
        yield layer.over(Arrays.stream(golden.sizes("shape")).boxed().toArray(Integer[]::new));
      }
      case "rmsNorm" -> {
        RmsNorm layer = new RmsNorm(List.of(), affine, epsilon);
        yield layer.over(Arrays.stream(golden.sizes("shape")).boxed().toArray(Integer[]::new));
      }
      case "groupNorm" -> new GroupNorm(golden.sizes("groups")[0], affine, epsilon);
      case "instanceNorm" -> {
        InstanceNorm layer = InstanceNorm.likePyTorch().affine(affine).epsilon(epsilon);
        yield golden.hasAttribute("keepOld")
            ? layer.tracked(Momentum.keepOld(golden.number("keepOld")))
            : layer;
      }
      default -> throw new AssertionError("no layer for " + golden);
    };
  }
}
