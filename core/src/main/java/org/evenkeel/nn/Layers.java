package org.evenkeel.nn;

import java.util.List;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.GroupNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.LayerNorm;
import org.evenkeel.nn.norm.RmsNorm;

/// The built-in layers by name; import these statically.
public final class Layers {
  private Layers() {}

  /// Returns a convolution with square kernels, stride 1, no padding, bias, Glorot-uniform weights.
  public static Conv2d conv2d(int outputs, int kernel) {
    Kernel square = new Kernel(kernel, kernel, 1, 1);
    return new Conv2d(outputs, square, Padding.valid(), 1, true, WeightInit.GLOROT_UNIFORM);
  }

  /// Returns a fully connected layer with bias and Glorot-uniform weights.
  public static Dense dense(int outputs) {
    return new Dense(outputs, true, WeightInit.GLOROT_UNIFORM);
  }

  /// Returns batch normalization with the defaults of Keras.
  public static BatchNorm batchNorm() {
    return BatchNorm.likeKeras();
  }

  /// Returns a layer that takes positions (or examples) whose values all equal `value` for padding, which batch normalizations leave out.
  public static Masking masking(double value) {
    return new Masking(value);
  }

  /// Returns layer normalization over all values of an example, with the defaults of Keras.
  public static LayerNorm layerNorm() {
    return LayerNorm.likeKeras();
  }

  /// Returns group normalization with the defaults of Keras.
  public static GroupNorm groupNorm(int groups) {
    return GroupNorm.likeKeras(groups);
  }

  /// Returns instance normalization, untracked, with gamma, beta and the epsilon of Keras.
  public static InstanceNorm instanceNorm() {
    return InstanceNorm.likeKeras();
  }

  /// Returns normalization by the root mean square of all values of an example, with the defaults of Keras.
  public static RmsNorm rmsNorm() {
    return RmsNorm.likeKeras();
  }

  /// Returns 1 / (1 + e⁻ˣ).
  public static Activation sigmoid() {
    return Activation.SIGMOID;
  }

  /// Returns max(x, 0).
  public static Activation relu() {
    return Activation.RELU;
  }

  /// Returns the hyperbolic tangent.
  public static Activation tanh() {
    return Activation.TANH;
  }

  /// Returns averages over square windows that do not overlap.
  public static Pool2d avgPool2d(int size) {
    return new Pool2d(Pool2d.Kind.AVERAGE, square(size), Padding.valid(), false);
  }

  /// Returns maxima over square windows that do not overlap.
  public static Pool2d maxPool2d(int size) {
    return new Pool2d(Pool2d.Kind.MAXIMUM, square(size), Padding.valid(), false);
  }

  private static Kernel square(int size) {
    return new Kernel(size, size, size, size);
  }

  /// Returns the average of each channel.
  public static GlobalAvgPool2d globalAvgPool2d() {
    return new GlobalAvgPool2d();
  }

  /// Returns all values in one row.
  public static Flatten flatten() {
    return new Flatten();
  }

  /// Returns dropout of a share of the values.
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /// Returns layers with their input added to their output.
  public static Residual residual(Layer... body) {
    return new Residual(List.of(body), List.of());
  }

  /// Returns `layer` under a name of its own.
  public static Named named(String name, Layer layer) {
    return new Named(name, layer);
  }
}
