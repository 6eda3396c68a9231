package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.kernel.NormKernels.Then;

/// The two sums of a normalization's gradient, Σ dZ and Σ dZ·(x − mean), in one pass, with what makes dZ as far as it belongs to the step: the
/// activation's gradient, and the gradient of a 2 x 2 average pooling in front of that. After pooling dZ is not stored: the input gradient makes it again
/// from dP, which takes a quarter of its memory.
final class NormGradientSums implements Fusion {
  /// What makes dZ inside the step.
  enum Front {
    NOTHING(""),
    ACTIVATION(" after activation"),
    POOLING(" after pooling");

    private final String words;

    Front(String words) {
      this.words = words;
    }
  }

  private final Front front;

  NormGradientSums(Front front) {
    this.front = front;
  }

  @Override
  public String name() {
    return "normalization's gradient sums" + front.words;
  }

  /// The drafts of a match.
  ///
  /// @param gradient holds dZ
  /// @param made those of `gradient` and before it that the step computes
  private record Group(Draft gradient, List<Draft> made, Draft sum, Draft centred, Draft product) {

    List<Draft> all() {
      List<Draft> all = new ArrayList<>(made);
      all.addAll(List.of(centred, sum, product));
      return all;
    }

    List<Draft> outputs(Front front) {
      return front == Front.ACTIVATION ? List.of(gradient, sum, product) : List.of(sum, product);
    }
  }

  @Override
  public Optional<Match> match(Draft last, Lowering lowering) {
    return group(last, lowering)
        .map(group -> new Match(group.all(), group.outputs(front), (l, r) -> make(group, l, r)));
  }

  private Optional<Group> group(Draft product, Lowering lowering) {
    Node node = product.node();
    if (!(node.op() instanceof Op.SumProduct) || !Patterns.isCentred(node.input(1))) {
      return Optional.empty();
    }
    Draft gradient = lowering.draft(node.input(0), product.phase());
    Draft centred = lowering.draft(node.input(1), product.phase());
    boolean fits =
        gradient.phase() == product.phase() && node.input(0).shape().equals(centred.node().shape());
    Optional<Draft> sum = Patterns.sumOf(node.input(0), gradient);
    List<Draft> made = made(gradient, lowering);
    if (!fits || sum.isEmpty() || made.isEmpty() == (front != Front.NOTHING)) {
      return Optional.empty();
    }
    return Optional.of(new Group(gradient, made, sum.get(), centred, product));
  }

  private List<Draft> made(Draft gradient, Lowering lowering) {
    Node node = gradient.node();
    if (front == Front.NOTHING || Patterns.activationGradient(node).isEmpty()) {
      return List.of();
    }
    if (front == Front.ACTIVATION) {
      return List.of(gradient);
    }
    return Patterns.isHalvingGradient(node.input(0))
        ? List.of(lowering.draft(node.input(0), gradient.phase()), gradient)
        : List.of();
  }

  private Fused make(Group group, Lowering lowering, Reductions reductions) {
    int channels = group.centred().node().shape().channels();
    int height = group.centred().node().shape().height();
    Reductions.Sums sum = reductions.sums(channels);
    Reductions.Sums product = reductions.sums(channels);
    SlabStep.Work sums =
        front == Front.POOLING
            ? pooledWork(group, lowering, sum, product)
            : plainWork(group, lowering, sum, product);
    SlabStep.Work work =
        (slab, from, to, w) -> {
          sums.run(slab, from, to, w);
          if (to == height) {
            reductions.finish(w, sum, slab);
            reductions.finish(w, product, slab);
          }
        };
    Map<Node, Runnable> merges = new HashMap<>();
    merges.put(group.sum().node(), () -> reductions.mergeSums(group.sum().node(), sum));
    merges.put(group.product().node(), () -> reductions.mergeSums(group.product().node(), product));
    return new Fused(work, merges);
  }

  private SlabStep.Work plainWork(
      Group group, Lowering lowering, Reductions.Sums sum, Reductions.Sums product) {
    Draft gradient = group.gradient();
    boolean activated = front == Front.ACTIVATION;
    Then then =
        activated ? Patterns.activationGradient(gradient.node()).orElseThrow() : Then.NOTHING;
    Activation dZ = gradient.activation();
    Activation dY = activated ? lowering.operand(gradient, 0) : dZ;
    Activation y = activated ? lowering.operand(gradient, 1) : dZ;
    Activation x = lowering.operand(group.centred(), 0);
    Wide mean = lowering.wide(group.centred().node().input(1));
    Shape shape = group.centred().node().shape();
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .gradientSums(
                then,
                dY.array(w),
                dY.at(slab),
                y.array(w),
                y.at(slab),
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                dZ.array(w),
                dZ.at(slab),
                shape.channels(),
                shape.height(),
                shape.width(),
                from,
                to,
                w.scratch(sum.scratch()),
                w.scratch(product.scratch()));
  }

  private static SlabStep.Work pooledWork(
      Group group, Lowering lowering, Reductions.Sums sum, Reductions.Sums product) {
    Draft gradient = group.gradient();
    Then then = Patterns.activationGradient(gradient.node()).orElseThrow();
    Activation dP = lowering.operand(group.made().getFirst(), 0);
    Activation y = lowering.operand(gradient, 1);
    Activation x = lowering.operand(group.centred(), 0);
    Wide mean = lowering.wide(group.centred().node().input(1));
    Shape shape = group.centred().node().shape();
    return (slab, from, to, w) ->
        lowering
            .kernels()
            .norm()
            .pooledGradientSums(
                then,
                dP.array(w),
                dP.at(slab),
                y.array(w),
                y.at(slab),
                x.array(w),
                x.at(slab),
                mean.hi(),
                mean.lo(),
                shape.channels(),
                shape.height(),
                shape.width(),
                from,
                to,
                w.scratch(sum.scratch()),
                w.scratch(product.scratch()));
  }
}
