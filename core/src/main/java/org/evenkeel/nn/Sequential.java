package org.evenkeel.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;

/// Layers applied one after the other to inputs of a given shape: a whole network.
///
/// Layers are named by type and number, `conv2d1`, `batchNorm1`, …, or as [Named] says.
public final class Sequential {
  private final Shape input;
  private final List<Layer> layers;

  private Sequential(Shape input, List<Layer> layers) {
    this.input = input;
    this.layers = List.copyOf(layers);
  }

  /// Returns a network for inputs of shape (channels, height, width) or (features).
  ///
  /// @throws IllegalArgumentException if the layers do not fit each other
  public static Sequential of(Shape input, Layer... layers) {
    return of(input, Arrays.asList(layers));
  }

  /// Returns a network for inputs of shape (channels, height, width) or (features).
  ///
  /// @throws IllegalArgumentException if the layers do not fit each other
  public static Sequential of(Shape input, List<? extends Layer> layers) {
    if (input.rank() != 1 && input.rank() != 3) {
      throw new IllegalArgumentException(
          "input: expected (features) or (channels, height, width), got " + input);
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    Sequential network = new Sequential(input, new ArrayList<>(layers));
    network.trace(false);
    return network;
  }

  /// Returns the shape of one input.
  public Shape input() {
    return input;
  }

  /// Returns the layers in order.
  public List<Layer> layers() {
    return layers;
  }

  /// Returns the network written into a new graph.
  ///
  /// @param training training mode, else prediction mode
  public Traced trace(boolean training) {
    return Traced.of(this, training);
  }

  /// Writes all layers into the graph of `scope`; `outputs` gets each layer's result by name.
  PerExample apply(PerExample x, Scope scope, Map<String, PerExample> outputs) {
    PerExample value = x;
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Layer layer : layers) {
      String name =
          layer instanceof Named named
              ? named.name()
              : layer.type() + counts.merge(layer.type(), 1, Integer::sum);
      value = scope.apply(layer, name, value);
      outputs.put(name, value);
    }
    return value;
  }
}
