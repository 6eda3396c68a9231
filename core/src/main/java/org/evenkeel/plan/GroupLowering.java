package org.evenkeel.plan;

import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.kernel.GroupKernels;
import org.evenkeel.kernel.Slab;

/// Turns operations on groups of each example's own values into kernel calls on one slab; none of them works by rows.
final class GroupLowering {
  private final Lowering lowering;
  private final Storage storage;
  private final GroupKernels kernels;

  GroupLowering(Lowering lowering, Storage storage) {
    this.lowering = lowering;
    this.storage = storage;
    this.kernels = lowering.kernels().group();
  }

  SlabStep.Work work(Draft draft) {
    return switch (draft.node().op()) {
      case Op.GroupSum(int groups) -> sum(draft, groups);
      case Op.GroupBroadcast _ -> broadcast(draft);
      case Op.GroupStatistics statistics -> statistics(draft, statistics);
      case Op.GroupNormalize _ -> normalize(draft);
      case Op.GroupNormalizeGradient _ -> gradient(draft);
      case Op.GhostSpread _ -> ghostSpread(draft);
      default -> throw new IllegalStateException("no operation on groups: " + draft.node());
    };
  }

  private SlabStep.Work sum(Draft draft, int groups) {
    Activation x = lowering.operand(draft, 0);
    Activation y = draft.activation();
    int values = x.values() / groups;
    return (slab, from, to, w) ->
        kernels.sum(x.array(w), x.at(slab), groups, values, y.array(w), y.at(slab));
  }

  private SlabStep.Work broadcast(Draft draft) {
    Activation x = lowering.operand(draft, 0);
    Activation y = draft.activation();
    int values = y.values() / x.values();
    return (slab, from, to, w) -> {
      for (int i = 0; i < y.values(); i++) {
        System.arraycopy(
            x.array(w),
            x.at(slab) + i / values * Slab.LANES,
            y.array(w),
            y.at(slab) + i * Slab.LANES,
            Slab.LANES);
      }
    };
  }

  private SlabStep.Work ghostSpread(Draft draft) {
    Activation y = draft.activation();
    float[] means = storage.ghostMeans(draft.node().input(0));
    return (slab, from, to, w) ->
        System.arraycopy(means, slab * y.slabFloats(), y.array(w), y.at(slab), y.slabFloats());
  }

  private SlabStep.Work statistics(Draft draft, Op.GroupStatistics op) {
    Activation x = lowering.operand(draft, 0);
    Activation y = draft.activation();
    int values = x.values() / op.groups();
    return (slab, from, to, w) ->
        kernels.statistics(
            op.centred(),
            op.epsilon(),
            x.array(w),
            x.at(slab),
            op.groups(),
            values,
            y.array(w),
            y.at(slab));
  }

  private SlabStep.Work normalize(Draft draft) {
    Activation x = lowering.operand(draft, 0);
    Activation s = lowering.operand(draft, 1);
    Activation y = draft.activation();
    int groups = groups(s);
    int values = x.values() / groups;
    return (slab, from, to, w) ->
        kernels.normalize(
            x.array(w), x.at(slab), s.array(w), s.at(slab), groups, values, y.array(w), y.at(slab));
  }

  private static int groups(Activation statistics) {
    return statistics.values() / GroupKernels.NUMBERS;
  }

  private SlabStep.Work gradient(Draft draft) {
    return gradient(draft, lowering.operand(draft, 0), new float[0], 1);
  }

  /// Returns the gradient of a normalization, dY given before it was multiplied by `scale`.
  ///
  /// @param last the draft of the gradient
  /// @param plane values of one channel of the scale
  SlabStep.Work gradient(Draft last, Activation dY, float[] scale, int plane) {
    Activation y = lowering.operand(last, 1);
    Activation s = lowering.operand(last, 2);
    Activation dX = last.activation();
    int groups = groups(s);
    int values = dX.values() / groups;
    boolean centred = isCentred(last.node().input(2));
    int sums = storage.scratch(2 * Slab.LANES);
    return (slab, from, to, w) ->
        kernels.gradient(
            centred,
            dY.array(w),
            dY.at(slab),
            scale,
            plane,
            y.array(w),
            y.at(slab),
            s.array(w),
            s.at(slab),
            groups,
            values,
            dX.array(w),
            dX.at(slab),
            w.scratch(sums));
  }

  static boolean isCentred(Node statistics) {
    return statistics.op() instanceof Op.GroupStatistics(int _, boolean centred, double _)
        && centred;
  }
}
