package org.evenkeel.graph;

/// A parameter or a state of a layer: a batch-wide float32 value that outlives a step.
///
/// @param layer name of the layer, unique in the model
/// @param key name inside the layer, as in files: `weight`, `gamma`, …
/// @param role what it is for
/// @param shape public layout: convolution (out, in / groups, kh, kw), dense (out, in), per channel (c)
/// @param initializer its first value
/// @param learnable whether the optimizer changes it; otherwise it is state
public record Variable(
    String layer, String key, Role role, Shape shape, Initializer initializer, boolean learnable) {

  /// Returns the name that is unique in the model: `conv2d1.weight`.
  public String name() {
    return layer + "." + key;
  }

  @Override
  public String toString() {
    return name() + shape;
  }
}
