package org.evenkeel.nn;

import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Role;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;

/// A 2-d convolution (cross-correlation, as in every framework).
///
/// Shapes: x (n, c, h, w); weight (outputs, c / groups, kh, kw); bias (outputs); y (n, outputs, oh, ow) with
/// oh = ⌊(h + top + bottom − kh) / strideY⌋ + 1.
///
/// @param outputs output channels
/// @param kernel window size and stride
/// @param padding what to do at the edges
/// @param groups groups of channels, each convolved by itself; as many as channels is a depthwise convolution
/// @param bias whether there is a bias per output channel
/// @param weights how the weights start
public record Conv2d(
    int outputs, Kernel kernel, Padding padding, int groups, boolean bias, WeightInit weights)
    implements Layer {
  static final String TYPE = "conv2d";

  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if outputs or groups are not positive
  public Conv2d {
    if (outputs < 1 || groups < 1) {
      throw new IllegalArgumentException(
          "conv2d: expected at least 1 output and 1 group, got %d and %d"
              .formatted(outputs, groups));
    }
  }

  /// Returns this layer with a stride for both directions.
  public Conv2d stride(int stride) {
    Kernel strided = new Kernel(kernel.height(), kernel.width(), stride, stride);
    return new Conv2d(outputs, strided, padding, groups, bias, weights);
  }

  /// Returns this layer with other padding.
  public Conv2d padding(Padding other) {
    return new Conv2d(outputs, kernel, other, groups, bias, weights);
  }

  /// Returns this layer with channels convolved in groups.
  public Conv2d groups(int number) {
    return new Conv2d(outputs, kernel, padding, number, bias, weights);
  }

  /// Returns this layer without bias; a following batch norm makes a bias superfluous.
  public Conv2d withoutBias() {
    return new Conv2d(outputs, kernel, padding, groups, false, weights);
  }

  /// Returns this layer with weights that start otherwise.
  public Conv2d weights(WeightInit init) {
    return new Conv2d(outputs, kernel, padding, groups, bias, init);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public PerExample apply(PerExample x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "conv2d: expected (n, channels, height, width), got " + x.shape().withBatch());
    }
    int channels = x.shape().channels();
    if (channels % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d: %d groups do not divide %d input and %d output channels"
              .formatted(groups, channels, outputs));
    }
    int area = kernel.height() * kernel.width();
    Shape shape = Shape.of(outputs, channels / groups, kernel.height(), kernel.width());
    BatchWide w =
        scope.parameter(
            Role.WEIGHT, shape, weights.of(channels / groups * area, outputs / groups * area));
    Window window = padding.window(x.shape(), kernel);
    return bias
        ? x.conv2d(
            w, scope.parameter(Role.BIAS, Shape.of(outputs), Initializer.zeros()), window, groups)
        : x.conv2d(w, window, groups);
  }

  @Override
  public Settings settings() {
    return kernel
        .into(Settings.none().with("outputs", outputs))
        .with("padding", padding.setting())
        .with("groups", groups)
        .with("bias", bias)
        .with("weights", weights.label());
  }

  static Conv2d create(Settings s) {
    s.requireOnly(TYPE, "outputs", "kernel", "stride", "padding", "groups", "bias", "weights");
    return new Conv2d(
        s.integer("outputs"),
        Kernel.fromSettings(s, false),
        Padding.fromSettings(s, "padding"),
        s.integer("groups", 1),
        s.flag("bias", true),
        WeightInit.named(s.text("weights", WeightInit.GLOROT_UNIFORM.label())));
  }
}
