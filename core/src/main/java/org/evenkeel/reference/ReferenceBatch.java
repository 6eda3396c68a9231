package org.evenkeel.reference;

import java.util.Map;
import org.evenkeel.graph.Shape;

/// One minibatch for the reference, and the random numbers that go with it.
///
/// @param examples number of examples
/// @param inputs data by the name of the input, in public layout: `images` (n, c, h, w), `labels`
///   (n)
/// @param seed seed of the training run
/// @param step number of the training step, from 0
/// @param progress how far training has come, in [0, 1]
/// @param position of the first example in its batch, where this is a part of one
public record ReferenceBatch(
    int examples,
    Map<String, double[]> inputs,
    long seed,
    long step,
    double progress,
    int position) {
  /// Checks the number of examples; the arrays are kept, not copied.
  ///
  /// @throws IllegalArgumentException if there are no examples
  public ReferenceBatch {
    if (examples < 1) {
      throw new IllegalArgumentException("batch: expected at least 1 example, got " + examples);
    }
    inputs = Map.copyOf(inputs);
  }

  /// Makes a whole batch.
  public ReferenceBatch(
      int examples, Map<String, double[]> inputs, long seed, long step, double progress) {
    this(examples, inputs, seed, step, progress, 0);
  }

  /// Makes a batch of a run that counts as done: progress 1.
  public ReferenceBatch(int examples, Map<String, double[]> inputs, long seed, long step) {
    this(examples, inputs, seed, step, 1);
  }

  /// Returns a batch for graphs without random numbers.
  public static ReferenceBatch of(int examples, Map<String, double[]> inputs) {
    return new ReferenceBatch(examples, inputs, 0, 0);
  }

  /// Returns the data of one input, which must have as many values as `shape` asks for.
  double[] input(String name, Shape shape) {
    if (!inputs.containsKey(name)) {
      throw new IllegalArgumentException(
          "input \"%s\" is missing; given: %s".formatted(name, inputs.keySet()));
    }
    double[] data = inputs.get(name);
    if (data.length != (long) examples * shape.values()) {
      throw new IllegalArgumentException(
          "input \"%s\": expected %s with n = %d, got %d values"
              .formatted(name, shape.withBatch(), examples, data.length));
    }
    return data;
  }
}
