package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.NormKernels.Then;

/// The input gradient of a normalization in one pass: dX = dZ·scale + ((x − mean)·slope + shift). What may be in it besides: in front, the gradients of a
/// 2 x 2 average pooling and of the activation, which make dZ; behind, the sum of dX, which is the gradient of a bias.
final class NormInputGradient implements Fusion {
  private final boolean pooled;
  private final boolean summed;

  NormInputGradient(boolean pooled, boolean summed) {
    this.pooled = pooled;
    this.summed = summed;
  }

  @Override
  public String name() {
    return "normalization's input gradient"
        + (pooled ? " after pooling" : "")
        + (summed ? " and its sum" : "");
  }

  /// The drafts of a match.
  ///
  /// @param front gradients of pooling and activation, or nothing
  private record Group(
      List<Draft> front, Draft centred, Draft inner, Optional<Draft> sum, Draft last) {

    /// The step stands where dX is made: others read it from there on, but nobody the sum before the barrier.
    List<Draft> all() {
      List<Draft> all = new ArrayList<>(front);
      all.add(centred);
      all.add(inner);
      sum.ifPresent(all::add);
      all.add(last);
      return all;
    }

    List<Draft> outputs() {
      return sum.map(made -> List.of(made, last)).orElse(List.of(last));
    }
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    Node node = last.node();
    boolean fits =
        node.op() instanceof Op.MultiplyAdd
            && !node.input(1).perExample()
            && Patterns.isAffine(node.input(2))
            && Patterns.isCentred(node.input(2).input(0));
    if (!fits) {
      return Optional.empty();
    }
    Draft inner = lowering.draft(node.input(2), last.phase());
    Draft centred = lowering.draft(inner.node().input(0), last.phase());
    List<Draft> front = pooled ? front(last, lowering) : List.of();
    Optional<Draft> sum = summed ? Patterns.sumOf(node, last) : Optional.empty();
    if (front.isEmpty() == pooled || sum.isEmpty() == summed) {
      return Optional.empty();
    }
    Group group = new Group(front, centred, inner, sum, last);
    return Optional.of(new Match(group.all(), group.outputs(), (l, r) -> make(group, l, r)));
  }

  /// Returns the drafts of the pooling's and the activation's gradient, which make dZ; nothing if they are not there.
  private static List<Draft> front(Draft last, Lowering lowering) {
    Node gradient = last.node().input(0);
    if (Patterns.activationGradient(gradient).isEmpty()
        || !Patterns.isHalvingGradient(gradient.input(0))) {
      return List.of();
    }
    return List.of(
        lowering.draft(gradient.input(0), last.phase()), lowering.draft(gradient, last.phase()));
  }

  private Fused make(Group group, Lowering lowering, Reductions reductions) {
    Draft last = group.last();
    int channels = last.node().shape().channels();
    int height = last.node().shape().height();
    Reductions.Sums sum = reductions.sums(channels);
    SlabStep.Work gradient =
        pooled ? pooledWork(group, lowering, sum) : plainWork(group, lowering, sum);
    if (group.sum().isEmpty()) {
      return new Fused(gradient, Map.of());
    }
    Node sumNode = group.sum().get().node();
    SlabStep.Work work =
        (slab, from, to, w) -> {
          gradient.run(slab, from, to, w);
          if (to == height) {
            reductions.finish(w, sum, slab);
          }
        };
    return new Fused(work, Map.of(sumNode, () -> reductions.mergeSums(sumNode, sum)));
  }

  private static SlabStep.Work plainWork(Group group, Lowering lowering, Reductions.Sums sum) {
    Activation dY = lowering.operand(group.last(), 0);
    Activation x = lowering.operand(group.centred(), 0);
    Wide mean = lowering.wide(group.centred().node().input(1));
    float[] scale = lowering.wide(group.last().node().input(1)).hi();
    float[] slope = lowering.wide(group.inner().node().input(1)).hi();
    float[] shift = lowering.wide(group.inner().node().input(2)).hi();
    Activation dX = group.last().activation();
    Shape shape = group.last().node().shape();
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .normGradient(
                dY.array(w),
                dY.at(slab),
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                scale,
                slope,
                shift,
                dX.array(w),
                dX.at(slab),
                shape.channels(),
                shape.height(),
                shape.width(),
                from,
                to,
                w.scratch(sum.scratch()));
  }

  private static SlabStep.Work pooledWork(Group group, Lowering lowering, Reductions.Sums sum) {
    Draft activation = group.front().getLast();
    Then then = Patterns.activationGradient(activation.node()).orElseThrow();
    Activation dP = lowering.operand(group.front().getFirst(), 0);
    Activation y = lowering.operand(activation, 1);
    Activation x = lowering.operand(group.centred(), 0);
    Wide mean = lowering.wide(group.centred().node().input(1));
    float[] scale = lowering.wide(group.last().node().input(1)).hi();
    float[] slope = lowering.wide(group.inner().node().input(1)).hi();
    float[] shift = lowering.wide(group.inner().node().input(2)).hi();
    Activation dX = group.last().activation();
    Shape shape = group.last().node().shape();
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .pooledNormGradient(
                then,
                dP.array(w),
                dP.at(slab),
                y.array(w),
                y.at(slab),
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                scale,
                slope,
                shift,
                dX.array(w),
                dX.at(slab),
                shape.channels(),
                shape.height(),
                shape.width(),
                from,
                to,
                w.scratch(sum.scratch()));
  }
}
