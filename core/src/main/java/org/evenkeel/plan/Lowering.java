package org.evenkeel.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;
import org.evenkeel.kernel.BinaryOp;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.PoolShape;
import org.evenkeel.kernel.Slab;
import org.evenkeel.kernel.UnaryOp;
import org.evenkeel.kernel.Winograd;

/// Turns per-example nodes into kernel calls on one slab.
final class Lowering {
  private final Drafts drafts;
  private final Storage storage;
  private final Kernels kernels;
  private final Run run;
  private final Dropouts dropouts;
  private final Map<Integer, List<WideStep>> preparations = new HashMap<>();
  private final DenseWeights denseWeights;

  Lowering(
      Drafts drafts,
      Storage storage,
      Kernels kernels,
      Run run,
      Dropouts dropouts,
      DenseWeights denseWeights) {
    this.drafts = drafts;
    this.storage = storage;
    this.kernels = kernels;
    this.run = run;
    this.dropouts = dropouts;
    this.denseWeights = denseWeights;
  }

  /// Returns how many rows the step of a node is computed in; 1 when it is computed whole.
  static int rows(Node node) {
    return switch (node.op()) {
      case Op.Conv2d _ -> Winograd.maps(convShape(node)) ? 1 : node.shape().height();
      case Op.Conv2dInputGradient _ ->
          Winograd.applies(convShape(node)) ? 1 : node.shape().height();
      case Op.AvgPool _, Op.AvgPoolGradient _, Op.MaxPool _, Op.MaxPoolGradient _ ->
          node.shape().height();
      case Op.Unary _, Op.Binary _, Op.MultiplyAdd _, Op.ChannelSum _, Op.ChannelBroadcast _ ->
          node.shape().height();
      case Op.Differs _ -> node.shape().height();
      // Weighted moments take two passes over a slab.
      case Op.Moments _ when node.inputs().size() == 2 -> 1;
      case Op.Sum _, Op.SumProduct _, Op.Moments _ -> largestInput(node).height();
      default -> 1;
    };
  }

  /// Returns the full shape that a reduction runs over; an operand of one channel may be broadcast.
  static Shape largestInput(Node node) {
    Shape first = node.input(0).shape();
    Shape last = node.inputs().getLast().shape();
    return first.channels() >= last.channels() ? first : last;
  }

  /// Returns the storage from which a step of `draft` reads operand `i`.
  Activation operand(Draft draft, int i) {
    return drafts.read(draft.node().input(i), draft.phase()).activation();
  }

  /// Returns the draft that makes the value of `node` for a step of `phase`.
  Draft draft(Node node, int phase) {
    return drafts.read(node, phase);
  }

  Kernels kernels() {
    return kernels;
  }

  /// Returns what turns operations on groups of values into kernel calls.
  GroupLowering groups() {
    return new GroupLowering(this, storage);
  }

  Wide wide(Node node) {
    return storage.wide(node);
  }

  /// Returns the kernel call of one draft.
  SlabStep.Work work(Draft draft) {
    Node node = draft.node();
    Activation y = draft.activation();
    return switch (node.op()) {
      case Op.Input(String name) -> input(name, y);
      case Op.Conv2d _ -> conv(draft, y);
      case Op.Conv2dInputGradient _ -> convInputGradient(draft, y);
      case Op.Dense _ -> dense(draft, y);
      case Op.DenseInputGradient _ -> denseInputGradient(draft, y);
      case Op.Unary(Op.Function function) -> unary(draft, function, y);
      case Op.Binary(Op.Operator operator) -> binary(draft, operator, y);
      case Op.MultiplyAdd _ -> multiplyAdd(draft, y);
      case Op.Differs(double value) -> differs(draft, (float) value, y);
      case Op.ChannelSum _ -> channelSum(draft, y);
      case Op.ChannelBroadcast(int channels) -> channelBroadcast(draft, channels, y);
      case Op.Spread _ -> spread(node, y);
      case Op.AvgPool(Window window, boolean count) -> {
        Activation x = operand(draft, 0);
        PoolShape shape = poolShape(node.input(0).shape(), node.shape(), window, count);
        yield (slab, from, to, w) ->
            kernels.pool().avgPool(shape, x.array(w), x.at(slab), y.array(w), y.at(slab), from, to);
      }
      case Op.AvgPoolGradient(Window window, boolean count) -> {
        Activation d = operand(draft, 0);
        PoolShape shape = poolShape(node.shape(), node.input(0).shape(), window, count);
        yield (slab, from, to, w) ->
            kernels
                .pool()
                .avgPoolGradient(shape, d.array(w), d.at(slab), y.array(w), y.at(slab), from, to);
      }
      case Op.MaxPool(Window window) -> {
        Activation x = operand(draft, 0);
        PoolShape shape = poolShape(node.input(0).shape(), node.shape(), window, false);
        yield (slab, from, to, w) ->
            kernels.pool().maxPool(shape, x.array(w), x.at(slab), y.array(w), y.at(slab), from, to);
      }
      case Op.MaxPoolGradient(Window window) -> {
        Activation x = operand(draft, 0);
        Activation d = operand(draft, 1);
        PoolShape shape = poolShape(node.shape(), node.input(1).shape(), window, false);
        yield (slab, from, to, w) ->
            kernels
                .pool()
                .maxPoolGradient(
                    shape,
                    x.array(w),
                    x.at(slab),
                    d.array(w),
                    d.at(slab),
                    y.array(w),
                    y.at(slab),
                    from,
                    to);
      }
      case Op.Permute permute -> permute(draft, permute, y);
      case Op.Dropout(double rate, int index) -> dropout(draft, rate, index, y);
      case Op.CrossEntropy _, Op.CrossEntropyGradient _, Op.Correct _, Op.Softmax _ ->
          loss(draft, y);
      case Op.GroupSum _,
          Op.GroupBroadcast _,
          Op.GhostSpread _,
          Op.GroupStatistics _,
          Op.GroupNormalize _,
          Op.GroupNormalizeGradient _ ->
          groups().work(draft);
      default -> throw new IllegalStateException("no kernel computes " + node);
    };
  }

  private SlabStep.Work input(String name, Activation y) {
    int values = y.values();
    return switch (name) {
      case "images" ->
          (slab, from, to, w) ->
              run.pixels.load(
                  kernels.loss(),
                  values,
                  run.order,
                  run.orderAt + slab * Slab.LANES,
                  run.lanes(slab),
                  w,
                  y.array(w),
                  y.at(slab));
      case "labels" ->
          (slab, from, to, w) -> {
            float[] array = y.array(w);
            int at = y.at(slab);
            int lanes = run.lanes(slab);
            for (int lane = 0; lane < Slab.LANES; lane++) {
              int example = lane < lanes ? run.order[run.orderAt + slab * Slab.LANES + lane] : -1;
              array[at + lane] = example < 0 ? 0 : run.labels[example] & 0xff;
            }
          };
      default -> {
        FloatInput input = run.floatInput(name, values);
        yield (slab, from, to, w) ->
            input.load(
                run.order,
                run.orderAt + slab * Slab.LANES,
                run.lanes(slab),
                y.array(w),
                y.at(slab));
      }
    };
  }

  private SlabStep.Work conv(Draft draft, Activation y) {
    Node node = draft.node();
    Activation x = operand(draft, 0);
    float[] weights = wide(node.input(1)).hi();
    float[] bias = node.inputs().size() == 3 ? wide(node.input(2)).hi() : new float[0];
    ConvShape shape = convShape(node);
    ConvKernels conv = kernels.conv();
    float[] prepared = storage.reserve(conv.forwardWeights(shape), 1);
    prepare(draft, weights, () -> conv.prepareForward(shape, weights, prepared));
    int scratch = storage.scratch(conv.forwardScratch(shape));
    boolean whole = rows(node) == 1;
    return (slab, from, to, w) ->
        conv.convForward(
            shape,
            x.array(w),
            x.at(slab),
            prepared,
            bias,
            y.array(w),
            y.at(slab),
            from,
            whole ? shape.outHeight() : to,
            w.scratch(scratch));
  }

  private SlabStep.Work convInputGradient(Draft draft, Activation y) {
    Node node = draft.node();
    Activation d = operand(draft, 0);
    float[] weights = wide(node.input(1)).hi();
    ConvShape shape = convShape(node);
    ConvKernels conv = kernels.conv();
    float[] prepared = storage.reserve(conv.inputGradientWeights(shape), 1);
    prepare(draft, weights, () -> conv.prepareInputGradient(shape, weights, prepared));
    int scratch = storage.scratch(conv.inputGradientScratch(shape));
    boolean whole = rows(node) == 1;
    return (slab, from, to, w) ->
        conv.convInputGradient(
            shape,
            d.array(w),
            d.at(slab),
            prepared,
            y.array(w),
            y.at(slab),
            from,
            whole ? shape.height() : to,
            w.scratch(scratch));
  }

  /// Notes what to do with a convolution's weights whenever they have changed.
  private void prepare(Draft draft, float[] weights, Runnable work) {
    Node node = draft.node().input(1);
    Changes changes = new Changes(weights, storage.reserve(weights.length, 1));
    Runnable ifChanged =
        () -> {
          if (changes.happened()) {
            work.run();
          }
        };
    preparations
        .computeIfAbsent(drafts.levelOf(node), _ -> new ArrayList<>())
        .add(new WideStep(Names.of(node) + ", prepared", List.of(), ifChanged));
  }

  /// Returns what is done with weights that were computed in a phase, −1 before the first.
  List<WideStep> preparations(int phase) {
    return preparations.getOrDefault(phase, List.of());
  }

  private SlabStep.Work dense(Draft draft, Activation y) {
    Node node = draft.node();
    Activation x = operand(draft, 0);
    float[] weights = denseWeights.packed(node.input(1), DenseWeights.Use.FORWARD);
    float[] bias = node.inputs().size() == 3 ? wide(node.input(2)).hi() : new float[y.values()];
    return weightedSums(x, weights, bias, y);
  }

  private SlabStep.Work denseInputGradient(Draft draft, Activation y) {
    Activation d = operand(draft, 0);
    Node weights = draft.node().input(1);
    return weightedSums(
        d, denseWeights.packed(weights, DenseWeights.Use.INPUT_GRADIENT), new float[y.values()], y);
  }

  private SlabStep.Work weightedSums(Activation x, float[] weights, float[] bias, Activation y) {
    int terms = x.values();
    int results = y.values();
    return (slab, from, to, w) ->
        kernels
            .dense()
            .weightedSums(
                terms, results, x.array(w), x.at(slab), weights, bias, y.array(w), y.at(slab), 1);
  }

  private SlabStep.Work unary(Draft draft, Op.Function function, Activation y) {
    Activation x = operand(draft, 0);
    UnaryOp op = UnaryOp.valueOf(function.name());
    Rows rows = Rows.of(draft.node().shape());
    return (slab, from, to, w) ->
        kernels
            .element()
            .unary(
                op,
                x.array(w),
                x.at(slab),
                y.array(w),
                y.at(slab),
                rows.stride(),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }

  private SlabStep.Work binary(Draft draft, Op.Operator operator, Activation y) {
    Node node = draft.node();
    BinaryOp op = BinaryOp.valueOf(operator.name());
    Rows rows = Rows.of(node.shape());
    Activation a = operand(draft, 0);
    int aStride = rows.stride(node.input(0).shape());
    if (!node.input(1).perExample()) {
      Wide m = wide(node.input(1));
      return (slab, from, to, w) ->
          kernels
              .element()
              .binaryWide(
                  op,
                  a.array(w),
                  a.at(slab),
                  aStride,
                  m.hi(),
                  m.lo(),
                  y.array(w),
                  y.at(slab),
                  rows.stride(),
                  rows.channels(),
                  rows.start(from),
                  rows.count(from, to));
    }
    Activation b = operand(draft, 1);
    int bStride = rows.stride(node.input(1).shape());
    return (slab, from, to, w) ->
        kernels
            .element()
            .binary(
                op,
                a.array(w),
                a.at(slab),
                aStride,
                b.array(w),
                b.at(slab),
                bStride,
                y.array(w),
                y.at(slab),
                rows.stride(),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }

  private SlabStep.Work multiplyAdd(Draft draft, Activation y) {
    Node node = draft.node();
    Rows rows = Rows.of(node.shape());
    int stride = rows.stride();
    int channels = rows.channels();
    Activation a = operand(draft, 0);
    boolean wideB = !node.input(1).perExample();
    boolean wideC = !node.input(2).perExample();
    if (wideB && wideC) {
      float[] scale = wide(node.input(1)).hi();
      float[] shift = wide(node.input(2)).hi();
      return (slab, from, to, w) ->
          kernels
              .element()
              .multiplyAddWide(
                  a.array(w),
                  a.at(slab),
                  stride,
                  scale,
                  shift,
                  y.array(w),
                  y.at(slab),
                  stride,
                  channels,
                  rows.start(from),
                  rows.count(from, to));
    }
    if (wideB) {
      float[] scale = wide(node.input(1)).hi();
      Activation c = operand(draft, 2);
      return (slab, from, to, w) ->
          kernels
              .element()
              .multiplyAddScale(
                  a.array(w),
                  a.at(slab),
                  stride,
                  scale,
                  c.array(w),
                  c.at(slab),
                  stride,
                  y.array(w),
                  y.at(slab),
                  stride,
                  channels,
                  rows.start(from),
                  rows.count(from, to));
    }
    Activation b = operand(draft, 1);
    if (wideC) {
      float[] shift = wide(node.input(2)).hi();
      return (slab, from, to, w) ->
          kernels
              .element()
              .multiplyAddShift(
                  a.array(w),
                  a.at(slab),
                  stride,
                  b.array(w),
                  b.at(slab),
                  stride,
                  shift,
                  y.array(w),
                  y.at(slab),
                  stride,
                  channels,
                  rows.start(from),
                  rows.count(from, to));
    }
    Activation c = operand(draft, 2);
    return (slab, from, to, w) ->
        kernels
            .element()
            .multiplyAdd(
                a.array(w),
                a.at(slab),
                stride,
                b.array(w),
                b.at(slab),
                stride,
                c.array(w),
                c.at(slab),
                stride,
                y.array(w),
                y.at(slab),
                stride,
                channels,
                rows.start(from),
                rows.count(from, to));
  }

  private SlabStep.Work channelSum(Draft draft, Activation y) {
    Activation x = operand(draft, 0);
    Rows rows = Rows.of(draft.node().input(0).shape());
    return (slab, from, to, w) ->
        kernels
            .element()
            .channelSum(
                x.array(w),
                x.at(slab),
                rows.stride(),
                y.array(w),
                y.at(slab),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }

  private SlabStep.Work differs(Draft draft, float value, Activation y) {
    Activation x = operand(draft, 0);
    Rows rows = Rows.of(draft.node().input(0).shape());
    return (slab, from, to, w) ->
        kernels
            .element()
            .differs(
                value,
                x.array(w),
                x.at(slab),
                rows.stride(),
                y.array(w),
                y.at(slab),
                rows.channels(),
                rows.start(from),
                rows.count(from, to));
  }

  private SlabStep.Work channelBroadcast(Draft draft, int channels, Activation y) {
    Activation x = operand(draft, 0);
    Rows rows = Rows.of(draft.node().shape());
    return (slab, from, to, w) -> {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(
            x.array(w),
            x.at(slab) + rows.start(from),
            y.array(w),
            y.at(slab) + c * rows.stride() + rows.start(from),
            rows.count(from, to));
      }
    };
  }

  private SlabStep.Work spread(Node node, Activation y) {
    float[] m = wide(node.input(0)).hi();
    Rows rows = Rows.of(node.shape());
    return (slab, from, to, w) -> {
      for (int c = 0; c < rows.channels(); c++) {
        int at = y.at(slab) + c * rows.stride();
        Arrays.fill(y.array(w), at, at + rows.stride(), m[c]);
      }
    };
  }

  private SlabStep.Work permute(Draft draft, Op.Permute permute, Activation y) {
    Activation x = operand(draft, 0);
    int[] sources = permute.sources(draft.node().input(0).shape());
    return (slab, from, to, w) -> {
      float[] source = x.array(w);
      float[] target = y.array(w);
      for (int i = 0; i < sources.length; i++) {
        System.arraycopy(
            source,
            x.at(slab) + sources[i] * Slab.LANES,
            target,
            y.at(slab) + i * Slab.LANES,
            Slab.LANES);
      }
    };
  }

  private SlabStep.Work dropout(Draft draft, double rate, int index, Activation y) {
    Activation x = operand(draft, 0);
    return (slab, from, to, w) ->
        kernels
            .element()
            .dropout(
                dropouts.key(index),
                rate,
                y.values(),
                run.position + slab * Slab.LANES,
                x.array(w),
                x.at(slab),
                y.array(w),
                y.at(slab),
                0,
                y.slabFloats());
  }

  private SlabStep.Work loss(Draft draft, Activation y) {
    Activation z = operand(draft, 0);
    int classes = z.values();
    if (draft.node().op() instanceof Op.Softmax) {
      return (slab, from, to, w) ->
          kernels.loss().softmax(z.array(w), z.at(slab), classes, y.array(w), y.at(slab));
    }
    Activation labels = operand(draft, 1);
    return switch (draft.node().op()) {
      case Op.CrossEntropy _ ->
          (slab, from, to, w) ->
              kernels
                  .loss()
                  .crossEntropy(
                      z.array(w),
                      z.at(slab),
                      classes,
                      labels.array(w),
                      labels.at(slab),
                      y.array(w),
                      y.at(slab));
      case Op.CrossEntropyGradient _ ->
          (slab, from, to, w) ->
              kernels
                  .loss()
                  .crossEntropyGradient(
                      z.array(w),
                      z.at(slab),
                      classes,
                      labels.array(w),
                      labels.at(slab),
                      y.array(w),
                      y.at(slab));
      default ->
          (slab, from, to, w) ->
              kernels
                  .loss()
                  .correct(
                      z.array(w),
                      z.at(slab),
                      classes,
                      labels.array(w),
                      labels.at(slab),
                      y.array(w),
                      y.at(slab));
    };
  }

  /// Returns the sizes of a convolution or of one of its gradients.
  static ConvShape convShape(Node node) {
    return switch (node.op()) {
      case Op.Conv2d(Window window, int groups) ->
          convShape(node.input(0).shape(), node.shape(), window, groups);
      case Op.Conv2dInputGradient(Window window, int groups) ->
          convShape(node.shape(), node.input(0).shape(), window, groups);
      case Op.Conv2dWeightGradient(Window window, int groups) ->
          convShape(node.input(0).shape(), node.input(1).shape(), window, groups);
      default -> throw new IllegalStateException("not a convolution: " + node);
    };
  }

  private static ConvShape convShape(Shape x, Shape y, Window window, int groups) {
    return new ConvShape(
        x.channels(),
        x.height(),
        x.width(),
        y.channels(),
        y.height(),
        y.width(),
        window.kernelHeight(),
        window.kernelWidth(),
        window.strideY(),
        window.strideX(),
        window.top(),
        window.left(),
        groups);
  }

  private static PoolShape poolShape(Shape x, Shape y, Window window, boolean countPadding) {
    return new PoolShape(
        x.channels(),
        x.height(),
        x.width(),
        y.height(),
        y.width(),
        window.kernelHeight(),
        window.kernelWidth(),
        window.strideY(),
        window.strideX(),
        window.top(),
        window.left(),
        countPadding);
  }
}
