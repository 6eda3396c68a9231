package org.evenkeel.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.evenkeel.bench.peers.Images;

/// The networks of the comparison, as DJL blocks.
final class DjlNetworks {
  private DjlNetworks() {}

  static Block of(String name) {
    return switch (name) {
      case "lenet" -> lenet();
      case "mlp" -> mlp();
      case "resnet20" -> resnet20();
      default -> throw new IllegalArgumentException("no network is called " + name);
    };
  }

  private static Block lenet() {
    return new SequentialBlock()
        .add(conv(6, 5, 1, 0, true))
        .add(norm())
        .add(Activation::sigmoid)
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(conv(16, 5, 1, 0, true))
        .add(norm())
        .add(Activation::sigmoid)
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(dense(120))
        .add(norm())
        .add(Activation::sigmoid)
        .add(dense(84))
        .add(norm())
        .add(Activation::sigmoid)
        .add(dense(Images.CLASSES));
  }

  private static Block mlp() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock())
        .add(dense(256))
        .add(norm())
        .add(Activation::sigmoid)
        .add(dense(256))
        .add(norm())
        .add(Activation::sigmoid)
        .add(dense(Images.CLASSES));
  }

  private static Block resnet20() {
    SequentialBlock network =
        new SequentialBlock().add(conv(16, 3, 1, 1, false)).add(norm()).add(Activation::relu);
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        network.add(residual(16 << stage, stage > 0 && block == 0)).add(Activation::relu);
      }
    }
    return network
        .add(Pool.globalAvgPool2dBlock())
        .add(Blocks.batchFlattenBlock())
        .add(dense(Images.CLASSES));
  }

  /// The first block of a later stage halves height and width, on both ways.
  private static Block residual(int channels, boolean halves) {
    int stride = halves ? 2 : 1;
    Block body =
        new SequentialBlock()
            .add(conv(channels, 3, stride, 1, false))
            .add(norm())
            .add(Activation::relu)
            .add(conv(channels, 3, 1, 1, false))
            .add(norm());
    Block shortcut =
        halves
            ? new SequentialBlock().add(conv(channels, 1, stride, 0, false)).add(norm())
            : Blocks.identityBlock();
    return new ParallelBlock(DjlNetworks::sum, List.of(body, shortcut));
  }

  private static NDList sum(List<NDList> ways) {
    NDArray body = ways.get(0).singletonOrThrow();
    return new NDList(body.add(ways.get(1).singletonOrThrow()));
  }

  private static Block conv(int outputs, int kernel, int stride, int padding, boolean bias) {
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .setFilters(outputs)
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(padding, padding))
        .optBias(bias)
        .build();
  }

  private static Block dense(int outputs) {
    return Linear.builder().setUnits(outputs).build();
  }

  private static Block norm() {
    return BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.9f).build();
  }
}
