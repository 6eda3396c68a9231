package org.evenkeel.plan;

import java.util.List;
import java.util.function.IntConsumer;
import org.evenkeel.graph.Node;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.DenseKernels;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.PackedWeights;
import org.evenkeel.kernel.ShardTree;
import org.evenkeel.kernel.Slab;

/// Weight gradients. Small ones of convolutions are computed slab by slab, in the phase of their operands. All others are partitioned by output: a task
/// computes some weights over all slabs, merging shards as a binary counter does, so that no thread needs a private copy of all weights.
/// Both ways add in the same order.
final class WeightGradients {
  /// Outputs that one task of a dense layer's gradient takes, at most about.
  private static final int DENSE_OUTPUTS = 60;

  /// Floats that one task of merging takes: a slab's fit the first-level cache many times.
  private static final int MERGE_FLOATS = 1024;

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

  /// The tiles of a convolution's weights: (group, tile of outputs, tile of inputs).
  private record ConvTiles(
      ConvShape shape, ConvKernels kernels, int outputs, int outTiles, int inputs, int inTiles) {
    static ConvTiles of(Node node, ConvKernels kernels, boolean whole) {
      ConvShape shape = Lowering.convShape(node);
      int outputs = Math.min(kernels.weightGradientOutputs(shape, whole), shape.groupOutputs());
      int inputs = Math.min(kernels.weightGradientInputs(shape), shape.groupInputs());
      return new ConvTiles(
          shape,
          kernels,
          outputs,
          (shape.groupOutputs() + outputs - 1) / outputs,
          inputs,
          (shape.groupInputs() + inputs - 1) / inputs);
    }

    int count() {
      return shape.groups() * outTiles * inTiles;
    }

    int inputFrom(int tile) {
      return tile % inTiles * inputs;
    }

    int inputTo(int tile) {
      return Math.min(inputFrom(tile) + inputs, shape.groupInputs());
    }

    int outputFrom(int tile) {
      int outTile = tile / inTiles;
      return outTile / outTiles * shape.groupOutputs() + outTile % outTiles * outputs;
    }

    int outputTo(int tile) {
      int group = tile / inTiles / outTiles;
      return Math.min(outputFrom(tile) + outputs, (group + 1) * shape.groupOutputs());
    }

    /// Returns the floats of one tile's sums.
    int sums() {
      return kernels.weightGradientSums(shape, outputs, inputs);
    }

    int scratch() {
      return kernels.weightGradientScratch(shape, outputs, inputs);
    }

    int pieces() {
      return kernels.weightGradientPieces(shape, outputs);
    }

    int pieces(int tile) {
      return kernels.weightGradientPieces(shape, outputTo(tile) - outputFrom(tile));
    }

    /// Returns the floats of a piece's sums.
    int piece() {
      return sums() / pieces();
    }

    int runs() {
      return kernels.weightGradientRuns(shape);
    }

    /// Returns the floats of one run of a tile's piece.
    int length(int tile) {
      int outs = outputTo(tile) - outputFrom(tile);
      int ins = inputTo(tile) - inputFrom(tile);
      int sums = kernels.weightGradientSums(shape, outs, ins);
      return sums / pieces(tile) / runs();
    }

    /// Writes the gradients of a tile to their place among all weights.
    void finish(int tile, int pieceFrom, int pieceTo, float[] sums, int at, float[] gradient) {
      kernels.finishWeightGradient(
          shape,
          outputFrom(tile),
          outputTo(tile),
          inputFrom(tile),
          inputTo(tile),
          pieceFrom,
          pieceTo,
          sums,
          at,
          gradient);
    }
  }

  TileStep conv(Node node) {
    Activation x = drafts.stored(node.input(0)).activation();
    Activation d = drafts.stored(node.input(1)).activation();
    ConvTiles tiles = ConvTiles.of(node, kernels.conv(), false);
    float[] gradient = storage.wide(node).hi();
    int scratch = storage.scratch(tiles.scratch());
    SlabPart part = (task, slab, sums, w) -> convTile(tiles, task, x, d, slab, sums, 0, scratch, w);
    Finish finish = (task, total) -> tiles.finish(task, 0, tiles.pieces(task), total, 0, gradient);
    return step(node, tiles.count(), tiles.sums(), part, finish);
  }

  private void convTile(
      ConvTiles tiles,
      int tile,
      Activation x,
      Activation d,
      int slab,
      float[] sums,
      int sumsAt,
      int scratch,
      Worker w) {
    kernels
        .conv()
        .convWeightGradient(
            tiles.shape(),
            x.array(w),
            x.at(slab),
            d.array(w),
            d.at(slab),
            run.lanes(slab),
            tiles.outputFrom(tile),
            tiles.outputTo(tile),
            tiles.inputFrom(tile),
            tiles.inputTo(tile),
            sums,
            sumsAt,
            w.scratch(scratch));
  }

  /// A convolution's weight gradient that is computed slab by slab.
  ///
  /// @param work on each slab
  /// @param merges in how many independent tasks the slabs' parts become gradients
  /// @param merge one of these tasks
  record Slabwise(SlabStep.Work work, int merges, IntConsumer merge) {
    /// Returns the merging as a step.
    TileStep merging(Node node) {
      String name = Names.of(node) + ", slabs added up";
      return new TileStep(name, List.of(), merges, (task, _) -> merge.accept(task));
    }

    /// Does all tasks of the merging.
    void mergeAll() {
      for (int task = 0; task < merges; task++) {
        merge.accept(task);
      }
    }
  }

  Slabwise slabwise(Draft draft, Lowering lowering) {
    Node node = draft.node();
    Activation x = lowering.operand(draft, 0);
    Activation d = lowering.operand(draft, 1);
    ConvTiles tiles = ConvTiles.of(node, kernels.conv(), true);
    float[] gradient = storage.wide(node).hi();
    int tileSums = tiles.sums();
    int sums = tiles.count() * tileSums;
    float[] parts = storage.reserve(sums, slabs);
    int scratch = storage.scratch(tiles.scratch());
    SlabStep.Work work =
        (slab, from, to, w) -> {
          for (int tile = 0; tile < tiles.count(); tile++) {
            convTile(tiles, tile, x, d, slab, parts, slab * sums + tile * tileSums, scratch, w);
          }
        };
    if (tileSums <= MERGE_FLOATS) {
      int together = MERGE_FLOATS / tileSums;
      return new Slabwise(
          work,
          Math.ceilDiv(tiles.count(), together),
          task -> {
            int end = Math.min((task + 1) * together, tiles.count());
            merge(parts, sums, task * together * tileSums, end * tileSums);
            for (int tile = task * together; tile < end; tile++) {
              tiles.finish(tile, 0, tiles.pieces(tile), parts, tile * tileSums, gradient);
            }
          });
    }
    int pieces = Math.max(1, MERGE_FLOATS / tiles.piece());
    int tasks = Math.ceilDiv(tiles.pieces(), pieces);
    return new Slabwise(
        work,
        tiles.count() * tasks,
        task -> {
          int tile = task / tasks;
          // Fewer in the last tile, so that some of its tasks have none.
          int all = tiles.pieces(tile);
          int from = Math.min(task % tasks * pieces, all);
          int to = Math.min(from + pieces, all);
          int length = tiles.length(tile);
          for (int run = 0; run < tiles.runs(); run++) {
            int at = tile * tileSums + run * all * length;
            merge(parts, sums, at + from * length, at + to * length);
          }
          tiles.finish(tile, from, to, parts, tile * tileSums, gradient);
        });
  }

  /// Merges the slabs' parts along the shard tree into the first, for weights `from` to `to`, exclusive.
  private void merge(float[] parts, int weights, int from, int to) {
    int shards = ShardTree.shards(run.slabs);
    for (int shard = 0; shard < shards; shard++) {
      int first = ShardTree.firstSlab(shard, run.slabs);
      for (int slab = first + 1; slab < ShardTree.firstSlab(shard + 1, run.slabs); slab++) {
        accumulate(parts, first * weights + from, slab * weights + from, to - from);
      }
    }
    for (int step = 1; step < shards; step *= 2) {
      for (int shard = 0; shard + step < shards; shard += 2 * step) {
        int left = ShardTree.firstSlab(shard, run.slabs) * weights;
        int right = ShardTree.firstSlab(shard + step, run.slabs) * weights;
        accumulate(parts, left + from, right + from, to - from);
      }
    }
  }

  private void accumulate(float[] parts, int to, int from, int count) {
    kernels.reduce().accumulate(parts, to, parts, from, count);
  }

  /// Returns the step of a dense layer's gradient; x is given in panels, with examples as rows.
  TileStep dense(Node node, float[] panels) {
    Activation d = drafts.stored(node.input(1)).activation();
    float[] gradient = storage.wide(node).hi();
    int outputs = node.shape().size(0);
    int inputs = node.shape().size(1);
    DenseKernels dense = kernels.dense();
    int panel = dense.panel();
    int blocks = Math.ceilDiv(outputs, DENSE_OUTPUTS);
    int block =
        Math.ceilDiv(Math.ceilDiv(outputs, blocks), PackedWeights.TILE) * PackedWeights.TILE;
    int scratch = storage.scratch(DenseKernels.SCRATCH);
    return new TileStep(
        Names.of(node),
        List.of(node),
        Math.ceilDiv(inputs, panel) * blocks,
        (task, w) -> {
          int number = task / blocks;
          int from = task % blocks * block;
          dense.weightGradient(
              inputs,
              outputs,
              panels,
              Slab.FRONT + number * panel * Slab.LANES * slabs,
              d.array(w),
              d.at(0),
              run.examples,
              number * panel,
              from,
              Math.min(from + block, outputs),
              gradient,
              w.scratch(scratch));
        });
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
}
