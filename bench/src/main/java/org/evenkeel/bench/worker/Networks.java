package org.evenkeel.bench.worker;

import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.examples.ScratchBatchNorm;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Conv2d;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Residual;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.norm.BatchNorm;

/// The networks of the contests; the peers have the same ones.
public final class Networks {
  private static final int CLASSES = 10;
  private static final int GREY = 28;
  private static final int COLOUR = 32;

  private Networks() {}

  /// Returns a network by the name in a [Task].
  ///
  /// Throws: [IllegalArgumentException] if none is called so.
  public static Sequential of(String name) {
    return switch (name) {
      case "lenet" -> lenet(BatchNorm.likeTheSection());
      case "lenet-scratch" -> lenet(new ScratchBatchNorm());
      case "mlp" -> mlp(BatchNorm.likeTheSection());
      case "resnet20" -> resnet20(BatchNorm.likeTheSection());
      default -> throw new IllegalArgumentException("no network is called " + name);
    };
  }

  private static Sequential lenet(Layer norm) {
    return Sequential.of(
        Shape.of(1, GREY, GREY),
        conv2d(6, 5),
        norm,
        sigmoid(),
        avgPool2d(2),
        conv2d(16, 5),
        norm,
        sigmoid(),
        avgPool2d(2),
        flatten(),
        dense(120),
        norm,
        sigmoid(),
        dense(84),
        norm,
        sigmoid(),
        dense(CLASSES));
  }

  private static Sequential mlp(Layer norm) {
    return Sequential.of(
        Shape.of(1, GREY, GREY),
        flatten(),
        dense(256),
        norm,
        sigmoid(),
        dense(256),
        norm,
        sigmoid(),
        dense(CLASSES));
  }

  /// Three stages of three residual blocks, of 16, 32 and 64 channels. Source: He et al. 2016,
  /// section 4.2, with a strided 1 x 1 convolution in the shortcut where the shape changes.
  private static Sequential resnet20(Layer norm) {
    List<Layer> layers = new ArrayList<>(List.of(conv(16, 1), norm, relu()));
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        layers.add(block(16 << stage, stage > 0 && block == 0, norm));
        layers.add(relu());
      }
    }
    layers.addAll(List.of(globalAvgPool2d(), flatten(), dense(CLASSES)));
    return Sequential.of(Shape.of(3, COLOUR, COLOUR), layers);
  }

  /// The first block of a later stage halves height and width, on both ways.
  private static Residual block(int channels, boolean halves, Layer norm) {
    Residual block =
        residual(conv(channels, halves ? 2 : 1), norm, relu(), conv(channels, 1), norm);
    return halves ? block.shortcut(conv2d(channels, 1).stride(2).withoutBias(), norm) : block;
  }

  private static Conv2d conv(int channels, int stride) {
    return conv2d(channels, 3).stride(stride).padding(Padding.of(1)).withoutBias();
  }
}
