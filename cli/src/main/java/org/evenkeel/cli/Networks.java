package org.evenkeel.cli;

import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.batchNorm;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.groupNorm;
import static org.evenkeel.nn.Layers.layerNorm;
import static org.evenkeel.nn.Layers.rmsNorm;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.examples.ScratchBatchNorm;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Sequential;

/// The networks that the tool knows by name.
final class Networks {
  private Networks() {}

  /// What follows each hidden layer, before its sigmoid.
  enum Norm {
    /// The from-scratch layer of the examples.
    SCRATCH,
    /// The built-in layer with the defaults of Keras.
    BATCH,
    /// Layer normalization with the defaults of Keras.
    LAYER,
    /// Group normalization of two groups with the defaults of Keras.
    GROUP,
    /// Normalization by the root mean square with the defaults of Keras.
    RMS,
    /// Nothing.
    NONE;

    List<Layer> layers() {
      return switch (this) {
        case SCRATCH -> List.of(new ScratchBatchNorm());
        case BATCH -> List.of(batchNorm());
        case LAYER -> List.of(layerNorm());
        case GROUP -> List.of(groupNorm(2));
        case RMS -> List.of(rmsNorm());
        case NONE -> List.of();
      };
    }
  }

  /// LeNet as in the section: two convolutions with average pooling, three dense layers.
  static Sequential lenet(Shape input, Norm norm, int classes) {
    List<Layer> layers = new ArrayList<>();
    hidden(layers, conv2d(6, 5), norm);
    layers.add(avgPool2d(2));
    hidden(layers, conv2d(16, 5), norm);
    layers.add(avgPool2d(2));
    layers.add(flatten());
    hidden(layers, dense(120), norm);
    hidden(layers, dense(84), norm);
    layers.add(dense(classes));
    return Sequential.of(input, layers);
  }

  /// Two hidden layers of 256.
  static Sequential mlp(Shape input, Norm norm, int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(flatten());
    hidden(layers, dense(256), norm);
    hidden(layers, dense(256), norm);
    layers.add(dense(classes));
    return Sequential.of(input, layers);
  }

  private static void hidden(List<Layer> layers, Layer layer, Norm norm) {
    layers.add(layer);
    layers.addAll(norm.layers());
    layers.add(sigmoid());
  }
}
