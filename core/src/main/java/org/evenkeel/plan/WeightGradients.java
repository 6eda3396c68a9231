package org.evenkeel.plan;

import java.util.List;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.ShardTree;
import org.evenkeel.kernel.Slab;

/// Weight gradients, partitioned by output: a task computes some weights over all slabs, merging shards as a binary counter does, so that no
/// thread needs a private copy of all weights.
final class WeightGradients {
  private static final int DENSE_OUTPUTS = 8;

  private final Drafts drafts;
  private final Storage storage;
  private final Kernels kernels;
  private final Run run;
  private final int slabs;

  WeightGradients(Drafts drafts, Storage storage, Kernels kernels, Run run, int slabs) {
    this.drafts = drafts;
    this.storage = storage;
    this.kernels = kernels;
    this.run = run;
    this.slabs = slabs;
  }

  /// Computes one slab's part of a tile of weights into `part`.
  private interface SlabPart {
    void compute(int task, int slab, float[] part, Worker worker);
  }

  /// Copies a finished tile of weights to where it belongs.
  private interface Finish {
    void write(int task, float[] total);
  }

  TileStep conv(Node node, Window window, int groups) {
    Activation x = drafts.stored(node.input(0)).activation();
    Activation d = drafts.stored(node.input(1)).activation();
    ConvShape shape =
        Lowering.convShape(node.input(0).shape(), node.input(1).shape(), window, groups);
    float[] gradient = storage.wide(node).hi();
    int outputs = Math.min(kernels.conv().weightGradientOutputs(), shape.groupOutputs());
    int area = shape.kernelHeight() * shape.kernelWidth();
    int outTiles = (shape.groupOutputs() + outputs - 1) / outputs;
    int tasks = groups * outTiles * shape.groupInputs();
    int scratch = storage.scratch(kernels.conv().weightGradientScratch(outputs * area));
    // Task = (group, tile of outputs, input channel).
    SlabPart part =
        (task, slab, sums, w) -> {
          int tile = task / shape.groupInputs();
          int in = task % shape.groupInputs();
          int from = firstOutput(tile, outTiles, outputs, shape);
          int to = Math.min(from + outputs, (tile / outTiles + 1) * shape.groupOutputs());
          kernels
              .conv()
              .convWeightGradient(
                  shape,
                  x.array(w),
                  x.at(slab),
                  d.array(w),
                  d.at(slab),
                  run.lanes(slab),
                  from,
                  to,
                  in,
                  in + 1,
                  sums,
                  w.scratch(scratch));
        };
    Finish finish =
        (task, total) -> {
          int tile = task / shape.groupInputs();
          int in = task % shape.groupInputs();
          int from = firstOutput(tile, outTiles, outputs, shape);
          int to = Math.min(from + outputs, (tile / outTiles + 1) * shape.groupOutputs());
          for (int o = from; o < to; o++) {
            System.arraycopy(
                total, (o - from) * area, gradient, (o * shape.groupInputs() + in) * area, area);
          }
        };
    return step(node, tasks, outputs * area, part, finish);
  }

  private static int firstOutput(int tile, int outTiles, int outputs, ConvShape shape) {
    return tile / outTiles * shape.groupOutputs() + tile % outTiles * outputs;
  }

  /// Returns the step of a dense layer's gradient; x is given with examples as rows.
  TileStep dense(Node node, float[] xT) {
    Activation d = drafts.stored(node.input(1)).activation();
    float[] gradient = storage.wide(node).hi();
    int outputs = node.shape().size(0);
    int inputs = node.shape().size(1);
    int tasks = (outputs + DENSE_OUTPUTS - 1) / DENSE_OUTPUTS;
    SlabPart part =
        (task, slab, sums, w) -> {
          int from = task * DENSE_OUTPUTS;
          kernels
              .conv()
              .denseWeightGradient(
                  inputs,
                  xT,
                  slab * inputs * Slab.LANES,
                  d.array(w),
                  d.at(slab),
                  run.lanes(slab),
                  from,
                  Math.min(from + DENSE_OUTPUTS, outputs),
                  sums);
        };
    Finish finish =
        (task, total) -> {
          int from = task * DENSE_OUTPUTS;
          int rows = Math.min(from + DENSE_OUTPUTS, outputs) - from;
          System.arraycopy(total, 0, gradient, from * inputs, rows * inputs);
        };
    return step(node, tasks, DENSE_OUTPUTS * inputs, part, finish);
  }

  /// Returns the tile step that merges slabs inside shards in order, and shards over the tree.
  private TileStep step(Node node, int tasks, int weights, SlabPart part, Finish finish) {
    int slots = Math.min(ShardTree.SLOTS, slabs);
    int first = storage.scratch(weights);
    for (int i = 1; i < slots; i++) {
      storage.scratch(weights);
    }
    int more = storage.scratch(weights);
    return new TileStep(
        Names.of(node),
        List.of(node),
        tasks,
        (task, w) -> {
          int shards = ShardTree.shards(run.slabs);
          for (int shard = 0; shard < shards; shard++) {
            int top = ShardTree.slot(shard);
            int slab = ShardTree.firstSlab(shard, run.slabs);
            int end = ShardTree.firstSlab(shard + 1, run.slabs);
            part.compute(task, slab, w.scratch(first + top), w);
            while (++slab < end) {
              part.compute(task, slab, w.scratch(more), w);
              add(w, first + top, more, weights);
            }
            for (int merges = ShardTree.mergesAfter(shard, shards); merges > 0; merges--) {
              add(w, first + top - 1, first + top, weights);
              top--;
            }
          }
          finish.write(task, w.scratch(first));
        });
  }

  private void add(Worker w, int to, int from, int weights) {
    kernels.reduce().accumulate(w.scratch(to), 0, w.scratch(from), 0, weights);
  }

  static boolean isDense(Node node) {
    return node.op() instanceof Op.DenseWeightGradient;
  }
}
