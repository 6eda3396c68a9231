package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Op.Operator;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.GroupKernels;
import org.evenkeel.kernel.NormKernels.Then;

/// Normalization over each example's own values in one step: statistics, normalization, scale and shift, perhaps the activation behind it. The
/// normalized value is left behind only where a gradient reads it.
final class NormalizedGroups implements Fusion {
  private final boolean activated;

  NormalizedGroups(boolean activated) {
    this.activated = activated;
  }

  @Override
  public String name() {
    return activated ? "normalize groups and activate" : "normalize groups";
  }

  @Override
  public boolean whole() {
    return true;
  }

  /// The drafts of a match.
  private record Group(Draft statistics, Draft normal, Draft affine, Draft last, Then then) {
    List<Draft> all() {
      List<Draft> all = new ArrayList<>(List.of(statistics, normal, affine));
      if (last != affine) {
        all.add(last);
      }
      return all;
    }

    List<Draft> outputs() {
      List<Draft> outputs = new ArrayList<>();
      for (Draft draft : List.of(statistics, normal)) {
        if (isKept(draft)) {
          outputs.add(draft);
        }
      }
      outputs.add(last);
      return outputs;
    }

    boolean isKept(Draft draft) {
      return draft.readElsewhere() || !all().containsAll(draft.users());
    }
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    Optional<Then> then = activated ? Patterns.activation(last.node()) : Optional.of(Then.NOTHING);
    Node affine = activated && then.isPresent() ? Drafts.source(last.node().input(0)) : last.node();
    if (then.isEmpty()
        || !isScaled(affine)
        || !(affine.input(0).op() instanceof Op.GroupNormalize)) {
      return Optional.empty();
    }
    Draft normal = lowering.draft(affine.input(0), last.phase());
    Draft statistics = lowering.draft(normal.node().input(1), last.phase());
    Draft scaled = activated ? lowering.draft(affine, last.phase()) : last;
    Group group = new Group(statistics, normal, scaled, last, then.get());
    return Optional.of(
        new Match(group.all(), group.outputs(), (l, r) -> new Fused(work(group, l), Map.of())));
  }

  /// fma(a, scale, shift) or a·scale, scale and shift batch-wide.
  private static boolean isScaled(Node node) {
    return Patterns.isAffine(node) || isProduct(node);
  }

  /// a·scale, the scale batch-wide.
  static boolean isProduct(Node node) {
    return Patterns.is(node, Operator.MULTIPLY)
        && node.input(0).perExample()
        && !node.input(1).perExample();
  }

  /// −0 added to a product leaves it as it is, a zero of either sign too.
  private static float[] zeros(int channels) {
    float[] zeros = new float[channels];
    Arrays.fill(zeros, -0f);
    return zeros;
  }

  private static SlabStep.Work work(Group group, Lowering lowering) {
    Node node = group.affine().node();
    Activation x = lowering.operand(group.normal(), 0);
    Activation y = group.last().activation();
    Activation normal = group.isKept(group.normal()) ? group.normal().activation() : y;
    Activation statistics = group.statistics().activation();
    Op.GroupStatistics op = (Op.GroupStatistics) group.statistics().node().op();
    float[] scale = lowering.wide(node.input(1)).hi();
    float[] shift = isProduct(node) ? zeros(scale.length) : lowering.wide(node.input(2)).hi();
    Shape shape = node.shape();
    int values = shape.values() / op.groups();
    GroupKernels kernels = lowering.kernels().group();
    return (slab, from, to, w) -> {
      float[] s = statistics.array(w);
      int sAt = statistics.at(slab);
      kernels.statistics(
          op.centred(), op.epsilon(), x.array(w), x.at(slab), op.groups(), values, s, sAt);
      kernels.normalizeAffine(
          group.then(),
          x.array(w),
          x.at(slab),
          s,
          sAt,
          op.groups(),
          values,
          scale,
          shift,
          shape.positions(),
          normal.array(w),
          normal.at(slab),
          y.array(w),
          y.at(slab));
    };
  }
}
