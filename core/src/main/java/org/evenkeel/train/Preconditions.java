package org.evenkeel.train;

import org.evenkeel.data.Batches;
import org.evenkeel.data.Dataset;
import org.evenkeel.graph.Graph;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Sequential;
import org.evenkeel.train.TrainingException.Kind;

/// Checks before training that data, batch size and network suit each other.
final class Preconditions {
  private Preconditions() {}

  static void fits(Sequential network, Dataset data) {
    fitsInput(network, data);
    Shape output = network.trace(false).outputShape();
    if (output.rank() != 1 || output.values() < data.classes()) {
      throw new TrainingException(
          Kind.UNSUITABLE,
          "the network puts out %s, expected (n, %d), one logit for each class"
              .formatted(output.withBatch(), data.classes()));
    }
  }

  /// Checks the images alone; labels do not matter.
  static void fitsInput(Sequential network, Dataset data) {
    Shape input = network.input();
    boolean fits =
        input.rank() == 3
            ? input.equals(Shape.of(data.channels(), data.height(), data.width()))
            : input.values() == data.values();
    if (!fits) {
      throw new TrainingException(
          Kind.UNSUITABLE,
          "the network expects inputs of shape %s, the data have (%d, %d, %d)"
              .formatted(input, data.channels(), data.height(), data.width()));
    }
  }

  /// Batch statistics of a single value say nothing: refused where batches are computed at once.
  static void severalValuesPerChannel(Graph training, Batches batches) {
    severalValuesPerChannel(training, batches, new BatchSize(batches.size(), Integer.MAX_VALUE));
  }

  /// Batch statistics of a single value say nothing: refused before training starts. Of masked data the shapes alone are known.
  static void severalValuesPerChannel(Graph training, Batches batches, BatchSize sizes) {
    int smallest = Integer.MAX_VALUE;
    boolean parted = false;
    for (int b = 0; b < batches.count(); b++) {
      int part = sizes.smallestPart(batches.size(b));
      if (part < smallest) {
        smallest = part;
        parted = part < batches.size(b);
      }
    }
    for (Node node : training.nodes()) {
      if (node.op() instanceof Op.Moments) {
        Shape shape = node.input(0).shape();
        if ((long) smallest * shape.positions() == 1) {
          throw new TrainingException(
              Kind.UNSUITABLE,
              ("layer \"%s\" would normalize %s with one value per channel: subtracting the mean"
                      + " makes every value 0, and nothing can be learned; choose %s that"
                      + " leaves at least 2 examples in every %s (%d examples in %d batches, the"
                      + " smallest %sof 1)")
                  .formatted(
                      node.layer(),
                      shape.withBatch(),
                      parted ? "a micro-batch size" : "a batch size",
                      parted ? "micro-batch" : "batch",
                      batches.size(),
                      batches.count(),
                      parted ? "micro-batch " : ""));
        }
      }
    }
  }
}
