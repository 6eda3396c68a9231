package org.evenkeel.plan;

import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.maxPool2d;
import static org.evenkeel.nn.Layers.named;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;

/// Networks that tests of plans train.
final class LeNets {
  private LeNets() {}

  /// Returns the network of the section with names as in the golden case: (1, 28, 28) to 10
  /// classes.
  static Sequential lenet(BatchNorm norm) {
    List<Layer> layers = new ArrayList<>();
    layers.addAll(List.of(named("conv1", conv2d(6, 5)), named("bn1", norm), sigmoid()));
    layers.addAll(List.of(avgPool2d(2), named("conv2", conv2d(16, 5)), named("bn2", norm)));
    layers.addAll(List.of(sigmoid(), avgPool2d(2), flatten()));
    layers.addAll(List.of(named("dense1", dense(120)), named("bn3", norm), sigmoid()));
    layers.addAll(List.of(named("dense2", dense(84)), named("bn4", norm), sigmoid()));
    layers.add(named("dense3", dense(10)));
    return Sequential.of(Shape.of(1, 28, 28), layers);
  }

  /// Returns the same shape in small: (1, 10, 9) to 4 classes.
  static Sequential small() {
    BatchNorm norm = BatchNorm.likeTheSection();
    return Sequential.of(
        Shape.of(1, 10, 9),
        conv2d(3, 3),
        norm,
        sigmoid(),
        avgPool2d(2),
        conv2d(5, 2),
        norm,
        sigmoid(),
        flatten(),
        dense(11),
        norm,
        sigmoid(),
        dense(4));
  }

  /// Returns a network of everything else, (2, 9, 8) to 3 classes: groups, strides, padding,
  /// residual addition, max pooling, dropout, other activations.
  static Sequential various() {
    BatchNorm norm = BatchNorm.likePyTorch();
    return Sequential.of(
        Shape.of(2, 9, 8),
        conv2d(4, 3).padding(Padding.same()).withoutBias(),
        norm,
        relu(),
        residual(conv2d(4, 3).groups(2).padding(Padding.of(1)), norm, tanh(), dropout(0.25)),
        maxPool2d(3).stride(2).padding(Padding.of(1, 0, 0, 1)),
        residual(conv2d(6, 3).stride(2).padding(Padding.same()), norm)
            .shortcut(conv2d(6, 1).stride(2).withoutBias()),
        relu(),
        conv2d(6, 2).groups(6).padding(Padding.of(0, 1, 1, 0)),
        avgPool2d(2).stride(1).padding(Padding.of(1, 0, 0, 1)),
        globalAvgPool2d(),
        dropout(0.5),
        dense(7).withoutBias(),
        norm,
        relu(),
        dense(3));
  }
}
