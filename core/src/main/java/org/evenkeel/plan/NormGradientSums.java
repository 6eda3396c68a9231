package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.NormKernels.Then;

/// The two sums of a normalization's gradient, Σ dZ and Σ dZ·(x − mean), in one pass; with the activation's gradient that makes dZ, and with the
/// gradient of a 2 x 2 average pooling in front of that.
final class NormGradientSums implements Fusion {
  private final boolean pooled;

  NormGradientSums(boolean pooled) {
    this.pooled = pooled;
  }

  @Override
  public String name() {
    return pooled ? "normalization's gradient sums after pooling" : "normalization's gradient sums";
  }

  /// The drafts of a match; the pooling's gradient is empty when it is not there.
  private record Group(
      Optional<Draft> pool, Draft activation, Then then, Draft sum, Draft centred, Draft product) {

    List<Draft> all() {
      List<Draft> all = new ArrayList<>();
      pool.ifPresent(all::add);
      all.addAll(List.of(activation, sum, centred, product));
      all.sort(java.util.Comparator.comparingInt(draft -> draft.node().id()));
      return all;
    }
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    return group(last, lowering)
        .map(
            group ->
                new Match(
                    group.all(),
                    List.of(group.activation(), group.sum(), group.product()),
                    (l, r) -> make(group, l, r)));
  }

  private Optional<Group> group(Draft product, Lowering lowering) {
    Node node = product.node();
    if (!(node.op() instanceof Op.SumProduct) || !Patterns.isCentred(node.input(1))) {
      return Optional.empty();
    }
    Node gradient = node.input(0);
    Optional<Then> then = Patterns.activationGradient(gradient);
    Draft made = lowering.draft(gradient, product.phase());
    Draft centred = lowering.draft(node.input(1), product.phase());
    boolean sameShape = gradient.shape().equals(node.input(1).shape());
    if (then.isEmpty() || made.phase() != product.phase() || !sameShape) {
      return Optional.empty();
    }
    Optional<Draft> sum =
        made.users().stream().filter(user -> user.node().op() instanceof Op.Sum).findFirst();
    Optional<Draft> pool = pooled ? pool(made, lowering) : Optional.empty();
    if (sum.isEmpty() || pool.isEmpty() == pooled) {
      return Optional.empty();
    }
    return Optional.of(new Group(pool, made, then.get(), sum.get(), centred, product));
  }

  /// Returns the gradient of a 2 x 2 average pooling that feeds an activation's gradient.
  private static Optional<Draft> pool(Draft activation, Lowering lowering) {
    Node node = activation.node().input(0);
    boolean fits =
        node.op() instanceof Op.AvgPoolGradient(Window window, _)
            && Patterns.halves(window, node.shape());
    if (!fits) {
      return Optional.empty();
    }
    Draft pool = lowering.draft(node, activation.phase());
    return pool.phase() == activation.phase() ? Optional.of(pool) : Optional.empty();
  }

  private Fused make(Group group, Lowering lowering, Reductions reductions) {
    Draft activation = group.activation();
    Shape shape = activation.node().shape();
    int channels = shape.channels();
    Activation d = lowering.operand(group.pool().orElse(activation), 0);
    Activation y = lowering.operand(activation, 1);
    Activation x = lowering.operand(group.centred(), 0);
    Wide mean = lowering.wide(group.centred().node().input(1));
    Activation dZ = activation.activation();
    Reductions.Sums sum = reductions.sums(channels);
    Reductions.Sums product = reductions.sums(channels);
    Then then = group.then();
    boolean afterPool = pooled;
    SlabStep.Work work =
        (slab, from, to, w) -> {
          float[] s = w.scratch(sum.scratch());
          float[] p = w.scratch(product.scratch());
          if (afterPool) {
            lowering
                .kernels()
                .norm()
                .pooledGradientSums(
                    then,
                    d.array(w),
                    d.at(slab),
                    y.array(w),
                    y.at(slab),
                    x.array(w),
                    x.at(slab),
                    mean.hi(),
                    mean.lo(),
                    dZ.array(w),
                    dZ.at(slab),
                    channels,
                    shape.height(),
                    shape.width(),
                    from,
                    to,
                    s,
                    p);
          } else {
            lowering
                .kernels()
                .norm()
                .gradientSums(
                    then,
                    d.array(w),
                    d.at(slab),
                    y.array(w),
                    y.at(slab),
                    x.array(w),
                    x.at(slab),
                    mean.hi(),
                    mean.lo(),
                    dZ.array(w),
                    dZ.at(slab),
                    channels,
                    shape.height(),
                    shape.width(),
                    from,
                    to,
                    s,
                    p);
          }
          if (to == shape.height()) {
            reductions.finish(s, sum, slab);
            reductions.finish(p, product, slab);
          }
        };
    Map<Node, Runnable> merges = new HashMap<>();
    merges.put(group.sum().node(), () -> reductions.mergeSums(group.sum().node(), sum));
    merges.put(group.product().node(), () -> reductions.mergeSums(group.product().node(), product));
    return new Fused(work, merges);
  }
}
