package org.evenkeel.plan;

import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.LaneTree;
import org.evenkeel.kernel.ReduceKernels;
import org.evenkeel.kernel.ShardTree;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.WideMoments;

/// Reductions over batch and positions: each slab leaves its part, lanes already summed; after the barrier the parts are merged over the shard tree.
final class Reductions {
  private final Storage storage;
  private final ReduceKernels kernels;
  private final Run run;
  private final int slabs;

  Reductions(Storage storage, ReduceKernels kernels, Run run, int slabs) {
    this.storage = storage;
    this.kernels = kernels;
    this.run = run;
    this.slabs = slabs;
  }

  /// A reduction's two halves.
  ///
  /// @param work on each slab
  /// @param merge after the barrier
  record Halves(SlabStep.Work work, Runnable merge) {}

  Halves lower(Draft draft, Lowering lowering) {
    return switch (draft.node().op()) {
      case Op.Sum _ -> sum(draft, lowering);
      case Op.SumProduct _ -> sumProduct(draft, lowering);
      case Op.Moments _ when draft.node().inputs().size() == 2 -> weightedMoments(draft, lowering);
      case Op.Moments _ when draft.node().input(0).shape().positions() == 1 ->
          momentsOfValues(draft, lowering);
      case Op.Moments _ -> moments(draft, lowering);
      case Op.GhostMeans(Ghosts ghosts) -> ghostMeans(draft, ghosts, lowering);
      default -> throw new IllegalStateException("not a reduction: " + draft.node());
    };
  }

  /// Where one sum per channel is gathered: lanes in a worker's scratch, slabs in `parts`.
  static final class Sums {
    private final int scratch;
    private final double[] parts;
    private final int channels;

    private Sums(int scratch, int slabs, int channels) {
      this.scratch = scratch;
      this.parts = new double[slabs * channels];
      this.channels = channels;
    }

    /// Returns the number of the scratch array that holds 16 lanes per channel.
    int scratch() {
      return scratch;
    }
  }

  /// Reserves what a sum per channel needs.
  Sums sums(int channels) {
    return new Sums(storage.scratch(channels * Slab.LANES), slabs, channels);
  }

  private Halves sum(Draft draft, Lowering lowering) {
    Activation x = lowering.operand(draft, 0);
    Shape shape = draft.node().input(0).shape();
    int channels = shape.channels();
    Sums sums = sums(channels);
    return new Halves(
        (slab, from, to, w) -> {
          float[] sum = w.scratch(sums.scratch());
          kernels.sum(
              x.array(w), x.at(slab), channels, shape.height(), shape.width(), from, to, sum);
          if (to == shape.height()) {
            finish(w, sums, slab);
          }
        },
        () -> mergeSums(draft.node(), sums));
  }

  private Halves sumProduct(Draft draft, Lowering lowering) {
    Node node = draft.node();
    Activation a = lowering.operand(draft, 0);
    Activation b = lowering.operand(draft, 1);
    Shape shape = Lowering.largestInput(node);
    int channels = shape.channels();
    int aStride = stride(node.input(0).shape(), channels);
    int bStride = stride(node.input(1).shape(), channels);
    Sums sums = sums(channels);
    return new Halves(
        (slab, from, to, w) -> {
          float[] sum = w.scratch(sums.scratch());
          kernels.sumProduct(
              a.array(w),
              a.at(slab),
              aStride,
              b.array(w),
              b.at(slab),
              bStride,
              channels,
              shape.height(),
              shape.width(),
              from,
              to,
              sum);
          if (to == shape.height()) {
            finish(w, sums, slab);
          }
        },
        () -> mergeSums(node, sums));
  }

  private static int stride(Shape operand, int channels) {
    return operand.channels() == 1 && channels > 1 ? 0 : operand.positions() * Slab.LANES;
  }

  /// Sums the lanes of every channel into the slab's part.
  void finish(Worker w, Sums sums, int slab) {
    kernels.finishSums(
        w.scratch(sums.scratch()),
        sums.channels,
        run.lanes(slab),
        w.doubles(),
        sums.parts,
        slab * sums.channels);
  }

  void mergeSums(Node node, Sums sums) {
    ShardTree.sums(sums.parts, 0, sums.channels, sums.channels, run.slabs);
    Wide result = storage.wide(node);
    System.arraycopy(sums.parts, 0, result.values(), 0, sums.channels);
    result.split();
  }

  private Halves moments(Draft draft, Lowering lowering) {
    Activation x = lowering.operand(draft, 0);
    Shape shape = draft.node().input(0).shape();
    int channels = shape.channels();
    int shift = storage.scratch(channels * Slab.LANES);
    int s1 = storage.scratch(channels * Slab.LANES);
    int s2 = storage.scratch(channels * Slab.LANES);
    double[] parts = new double[slabs * channels * LaneTree.MOMENTS];
    storage.moments(draft.node(), parts);
    return new Halves(
        (slab, from, to, w) -> {
          kernels.moments(
              x.array(w),
              x.at(slab),
              channels,
              shape.height(),
              shape.width(),
              from,
              to,
              w.scratch(shift),
              w.scratch(s1),
              w.scratch(s2));
          if (to == shape.height()) {
            kernels.finishMoments(
                w.scratch(shift),
                w.scratch(s1),
                w.scratch(s2),
                channels,
                shape.positions(),
                run.lanes(slab),
                w.doubles(),
                parts,
                slab * channels * LaneTree.MOMENTS);
            WideMoments.mend(
                x.array(w),
                x.at(slab),
                channels,
                shape.positions(),
                run.lanes(slab),
                w.doubles(),
                parts,
                slab * channels * LaneTree.MOMENTS);
          }
        },
        () -> ShardTree.moments(parts, 0, channels * LaneTree.MOMENTS, channels, run.slabs));
  }

  private Halves momentsOfValues(Draft draft, Lowering lowering) {
    Activation x = lowering.operand(draft, 0);
    int channels = draft.node().input(0).shape().channels();
    double[] parts = new double[slabs * channels * LaneTree.MOMENTS];
    storage.moments(draft.node(), parts);
    return new Halves(
        (slab, from, to, w) -> {
          int at = slab * channels * LaneTree.MOMENTS;
          int lanes = run.lanes(slab);
          kernels.momentsOfValues(x.array(w), x.at(slab), channels, lanes, w.doubles(), parts, at);
          WideMoments.mend(x.array(w), x.at(slab), channels, 1, lanes, w.doubles(), parts, at);
        },
        () -> ShardTree.moments(parts, 0, channels * LaneTree.MOMENTS, channels, run.slabs));
  }

  private Halves weightedMoments(Draft draft, Lowering lowering) {
    Activation x = lowering.operand(draft, 0);
    Activation weights = lowering.operand(draft, 1);
    Shape shape = draft.node().input(0).shape();
    int channels = shape.channels();
    double[] parts = new double[slabs * channels * LaneTree.MOMENTS];
    storage.moments(draft.node(), parts);
    return new Halves(
        (slab, from, to, w) ->
            kernels.weightedMoments(
                x.array(w),
                x.at(slab),
                weights.array(w),
                weights.at(slab),
                channels,
                shape.positions(),
                run.lanes(slab),
                w.doubles(),
                parts,
                slab * channels * LaneTree.MOMENTS),
        () -> ShardTree.moments(parts, 0, channels * LaneTree.MOMENTS, channels, run.slabs));
  }

  /// Slabs copy their values to where the means of their ghosts take their place after the barrier.
  private Halves ghostMeans(Draft draft, Ghosts ghosts, Lowering lowering) {
    Activation x = lowering.operand(draft, 0);
    int channels = x.values();
    float[] means = storage.reserve(x.slabFloats(), slabs);
    storage.ghostMeans(draft.node(), means);
    return new Halves(
        (slab, from, to, w) ->
            System.arraycopy(x.array(w), x.at(slab), means, slab * x.slabFloats(), x.slabFloats()),
        () -> {
          for (int from = 0; from < run.examples; ) {
            int end = ghosts.end(from, run.examples);
            for (int c = 0; c < channels; c++) {
              double sum = 0;
              for (int n = from; n < end; n++) {
                sum += means[lane(n, c, channels)];
              }
              float mean = (float) (sum / (end - from));
              for (int n = from; n < end; n++) {
                means[lane(n, c, channels)] = mean;
              }
            }
            from = end;
          }
        });
  }

  private static int lane(int example, int channel, int channels) {
    int slab = example / Slab.LANES;
    return (slab * channels + channel) * Slab.LANES + example % Slab.LANES;
  }
}
