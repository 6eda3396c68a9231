package org.evenkeel.reference;

import static org.evenkeel.nn.Layers.avgPool2d;
import static org.evenkeel.nn.Layers.conv2d;
import static org.evenkeel.nn.Layers.dense;
import static org.evenkeel.nn.Layers.dropout;
import static org.evenkeel.nn.Layers.flatten;
import static org.evenkeel.nn.Layers.globalAvgPool2d;
import static org.evenkeel.nn.Layers.maxPool2d;
import static org.evenkeel.nn.Layers.relu;
import static org.evenkeel.nn.Layers.residual;
import static org.evenkeel.nn.Layers.sigmoid;
import static org.evenkeel.nn.Layers.tanh;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.evenkeel.graph.BatchWide;
import org.evenkeel.graph.Ghosts;
import org.evenkeel.graph.PerExample;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Value;
import org.evenkeel.graph.Window;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.Padding;
import org.evenkeel.nn.Scope;
import org.evenkeel.nn.norm.BatchNorm;
import org.evenkeel.nn.norm.GroupNorm;
import org.evenkeel.nn.norm.InstanceNorm;
import org.evenkeel.nn.norm.LayerNorm;
import org.evenkeel.nn.norm.Momentum;
import org.evenkeel.nn.norm.RmsNorm;
import org.evenkeel.reference.Trial.Range;

/// Every operation and every layer that has a gradient, in all its forms.
final class GradientCases {
  /// Something to differentiate.
  ///
  /// @param name what it is
  /// @param build writes it into an empty trial
  record Case(String name, Function<Trial, Value> build) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final int EXAMPLES = 3;

  private static final Shape CONV = Shape.of(2, 3, 2);
  private static final Shape CONV_OF_4 = Shape.of(4, 3, 2);
  private static final Shape ONE = Shape.of(1, 3, 2);
  private static final Shape FLAT = Shape.of(4);
  private static final Shape SCALAR = Shape.scalar();
  private static final Shape MATRIX = Shape.of(2, 3);
  private static final Shape CHANNELS = Shape.of(2);

  private final List<Case> cases = new ArrayList<>();

  private GradientCases() {
    convolutions();
    unary();
    binary();
    wides();
    reductions();
    pools();
    losses();
    layers();
    norms();
    groups();
  }

  static List<Case> all() {
    return new GradientCases().cases;
  }

  private void add(String name, Function<Trial, Value> build) {
    cases.add(new Case(name, build));
  }

  private void convolutions() {
    conv("valid", Shape.of(2, 5, 4), Shape.of(3, 2, 3, 3), new Window(3, 3, 1, 1, 0, 0, 0, 0), 1);
    conv(
        "strides, asymmetric padding",
        Shape.of(2, 5, 4),
        Shape.of(3, 2, 3, 2),
        new Window(3, 2, 2, 3, 0, 1, 1, 2),
        1);
    conv("groups", Shape.of(4, 4, 3), Shape.of(2, 2, 2, 2), new Window(2, 2, 1, 1, 1, 0, 0, 1), 2);
    conv(
        "depthwise",
        Shape.of(2, 4, 3),
        Shape.of(4, 1, 3, 3),
        new Window(3, 3, 2, 2, 1, 1, 1, 1),
        2);
    conv(
        "1 x 1 with stride",
        Shape.of(3, 3, 4),
        Shape.of(2, 3, 1, 1),
        new Window(1, 1, 2, 2, 0, 0, 0, 0),
        1);
    conv(
        "kernel larger than the input",
        Shape.of(1, 2, 2),
        Shape.of(2, 1, 4, 3),
        new Window(4, 3, 1, 1, 2, 1, 1, 1),
        1);
    add(
        "dense",
        t ->
            t.example("x", FLAT, Range.SIGNED)
                .dense(
                    t.parameter("w", Shape.of(3, 4), Range.SIGNED),
                    t.parameter("b", Shape.of(3), Range.SIGNED)));
    add(
        "dense without bias",
        t ->
            t.example("x", FLAT, Range.SIGNED)
                .dense(t.parameter("w", Shape.of(3, 4), Range.SIGNED)));
  }

  private void conv(String name, Shape x, Shape w, Window window, int groups) {
    add(
        "conv2d " + name,
        t ->
            t.example("x", x, Range.SIGNED)
                .conv2d(
                    t.parameter("w", w, Range.SIGNED),
                    t.parameter("b", Shape.of(w.channels()), Range.SIGNED),
                    window,
                    groups));
    add(
        "conv2d without bias, " + name,
        t ->
            t.example("x", x, Range.SIGNED)
                .conv2d(t.parameter("w", w, Range.SIGNED), window, groups));
  }

  private void unary() {
    unary("negate", Range.SIGNED, PerExample::negate, BatchWide::negate);
    unary("square", Range.SIGNED, PerExample::square, BatchWide::square);
    unary("exp", Range.SIGNED, PerExample::exp, BatchWide::exp);
    unary("sqrt", Range.POSITIVE, PerExample::sqrt, BatchWide::sqrt);
    unary("rsqrt", Range.POSITIVE, PerExample::rsqrt, BatchWide::rsqrt);
    unary("reciprocal", Range.POSITIVE, PerExample::reciprocal, BatchWide::reciprocal);
    unary("log", Range.POSITIVE, PerExample::log, BatchWide::log);
    add("sigmoid", t -> t.example("x", CONV, Range.SIGNED).sigmoid());
    add("relu", t -> t.example("x", CONV, Range.SIGNED).relu());
    add("tanh", t -> t.example("x", CONV, Range.SIGNED).tanh());
  }

  private void unary(
      String name, Range range, UnaryOperator<PerExample> example, UnaryOperator<BatchWide> wide) {
    add(name, t -> example.apply(t.example("x", CONV, range)));
    add("batch-wide " + name, t -> wide.apply(t.parameter("m", CHANNELS, range)));
  }

  private void binary() {
    both("plus", PerExample::plus);
    both("minus", PerExample::minus);
    both("times", PerExample::times);
    both("divided by", PerExample::dividedBy);
    add("m − x", t -> wide(t, CHANNELS).minus(example(t, "x", CONV)));
    add("m · x", t -> wide(t, CHANNELS).times(example(t, "x", CONV)));
    add("m / x", t -> wide(t, CHANNELS).dividedBy(example(t, "x", CONV)));
    add("numbers", t -> example(t, "x", CONV).times(3).plus(2).dividedBy(4).minus(1));
    add(
        "x · x",
        t -> {
          PerExample x = example(t, "x", CONV);
          return x.times(x);
        });
    add(
        "x / x",
        t -> {
          PerExample x = example(t, "x", CONV);
          return x.plus(1).dividedBy(x);
        });
    add("x + (−z)", t -> example(t, "x", CONV).plus(example(t, "z", CONV).negate()));
    add(
        "x · m + c",
        t -> example(t, "x", CONV).times(wide(t, CHANNELS)).plus(example(t, "c", CONV)));
    add("one channel · m", t -> example(t, "x", ONE).times(wide(t, Shape.of(1))));
  }

  private static PerExample example(Trial t, String name, Shape shape) {
    return t.example(name, shape, Range.POSITIVE);
  }

  private static BatchWide wide(Trial t, Shape shape) {
    return t.parameter("m", shape, Range.POSITIVE);
  }

  private void both(String name, BiFunction<PerExample, Value, PerExample> op) {
    add("x %s z".formatted(name), t -> op.apply(example(t, "x", CONV), example(t, "z", CONV)));
    add(
        "x %s one channel".formatted(name),
        t -> op.apply(example(t, "x", CONV), example(t, "z", ONE)));
    add(
        "one channel %s x".formatted(name),
        t -> op.apply(example(t, "z", ONE), example(t, "x", CONV)));
    add(
        "features %s one feature".formatted(name),
        t -> op.apply(example(t, "x", FLAT), example(t, "z", Shape.of(1))));
    add("x %s m (c)".formatted(name), t -> op.apply(example(t, "x", CONV), wide(t, CHANNELS)));
    add("features %s m (c)".formatted(name), t -> op.apply(example(t, "x", FLAT), wide(t, FLAT)));
    add("x %s m ()".formatted(name), t -> op.apply(example(t, "x", CONV), wide(t, SCALAR)));
    add("features %s m ()".formatted(name), t -> op.apply(example(t, "x", FLAT), wide(t, SCALAR)));
  }

  private void wides() {
    wide("+", BatchWide::plus);
    wide("−", BatchWide::minus);
    wide("·", BatchWide::times);
    wide("/", BatchWide::dividedBy);
    // Moved a little, so that no two values tie.
    wide("minimum", (a, b) -> a.minimum(b.plus(0.03)));
    wide("maximum", (a, b) -> a.maximum(b.plus(0.03)));
    wide("where above 0.97", (a, b) -> a.minus(0.97).select(a, b.square()));
    add(
        "clipped",
        t -> wide(t, CHANNELS).clip(t.parameter("l", SCALAR, 0.9), t.parameter("h", SCALAR, 1)));
    add("a number where negative", t -> wide(t, CHANNELS).minus(1).select(wide(t, CHANNELS), 3));
    add("batch-wide numbers", t -> wide(t, MATRIX).times(3).plus(2).dividedBy(4).minus(1));
    add("matmul", t -> wide(t, MATRIX).matmul(t.parameter("k", Shape.of(3, 4), Range.SIGNED)));
    add("transpose", t -> wide(t, MATRIX).transpose());
    add("sum of a matrix", t -> wide(t, MATRIX).square().sum());
    add(
        "sum times vector",
        t -> {
          BatchWide m = wide(t, CHANNELS);
          return m.square().times(m.sum());
        });
  }

  private void wide(String name, BiFunction<BatchWide, BatchWide, BatchWide> op) {
    for (Shape a : List.of(SCALAR, CHANNELS, MATRIX)) {
      for (Shape b : List.of(SCALAR, CHANNELS, MATRIX)) {
        if (a.equals(b) || a.rank() == 0 || b.rank() == 0) {
          add(
              "batch-wide %s %s %s".formatted(a, name, b),
              t -> op.apply(wide(t, a), t.parameter("k", b, Range.POSITIVE)));
        }
      }
    }
  }

  private void reductions() {
    for (Shape shape : List.of(CONV, FLAT)) {
      reduce("channel sum", shape, x -> x.channelSum().square());
      reduce("channel mean", shape, x -> x.channelMean().square());
      reduce("x minus channel mean", shape, x -> x.minus(x.channelMean()));
      reduce("sum", shape, x -> x.sum().square());
      reduce("sum of squares", shape, x -> x.square().sum());
      reduce("sum of x · m", shape, x -> x.times(x.mean()).sum());
      reduce("mean", shape, x -> x.mean().square());
      reduce("mean of a function", shape, x -> x.exp().mean());
      reduce("variance", shape, x -> x.moments().variance());
      reduce("mean and variance", shape, x -> x.mean().times(x.moments().variance()));
      reduce("variance by hand", shape, x -> x.minus(x.mean()).square().mean().rsqrt());
      reduce("sum over count", shape, x -> x.sum().dividedBy(x.count()));
      reduce(
          "x normalized",
          shape,
          x -> x.minus(x.mean()).times(x.moments().variance().plus(1e-3).rsqrt()));
    }
    for (Shape shape : List.of(CONV, FLAT)) {
      weighted("mean", shape, (x, w) -> x.moments(w).mean().square());
      weighted("variance", shape, (x, w) -> x.moments(w).variance());
      weighted("weight", shape, (x, w) -> x.mean().times(x.moments(w).weight()));
      weighted(
          "mean and variance",
          shape,
          (x, w) -> x.moments(w).mean().times(x.moments(w).variance()).plus(x.moments(w).mean()));
      weighted(
          "x normalized",
          shape,
          (x, w) -> x.minus(x.moments(w).mean()).times(x.moments(w).variance().plus(1e-3).rsqrt()));
      select("own mask", shape, shape);
      select("one mask", shape, shape.withChannels(1));
    }
    add(
        "what differs",
        t -> {
          PerExample x = example(t, "x", CONV);
          return x.times(x.differsFrom(1));
        });
    add("sum of x · z", t -> example(t, "x", CONV).times(example(t, "z", CONV)).sum());
    add("sum of x · one channel", t -> example(t, "x", CONV).times(example(t, "z", ONE)).sum());
    add("sum of one channel · x", t -> example(t, "z", ONE).times(example(t, "x", CONV)).sum());
  }

  private void weighted(String name, Shape shape, BiFunction<PerExample, PerExample, Value> op) {
    add(
        "weighted %s of %s".formatted(name, shape),
        t ->
            op.apply(
                t.example("x", shape, Range.SIGNED),
                t.example("weights", shape.withChannels(1), Range.SIGNED)));
  }

  private void select(String name, Shape shape, Shape mask) {
    add(
        "select by %s of %s".formatted(name, shape),
        t -> {
          PerExample x = t.example("x", shape, Range.SIGNED);
          return x.square().select(t.example("mask", mask, Range.SIGNED));
        });
  }

  private void reduce(String name, Shape shape, Function<PerExample, Value> op) {
    add(name + " of " + shape, t -> op.apply(t.example("x", shape, Range.SIGNED)));
  }

  private void pools() {
    Shape shape = Shape.of(2, 5, 4);
    Window plain = new Window(2, 2, 2, 2, 0, 0, 0, 0);
    Window padded = new Window(3, 2, 2, 1, 1, 2, 0, 1);
    for (Window window : List.of(plain, padded)) {
      for (boolean counted : List.of(true, false)) {
        add(
            "avgPool %s %s".formatted(window, counted),
            t -> t.example("x", shape, Range.SIGNED).avgPool(window, counted));
      }
      add("maxPool " + window, t -> t.example("x", shape, Range.SIGNED).maxPool(window));
    }
    add("reshape", t -> t.example("x", CONV, Range.SIGNED).reshape(Shape.of(12)).square());
    add("permuted", t -> t.example("x", CONV, Range.SIGNED).permute(1, 2, 0).square());
    add(
        "permuted the other way",
        t -> t.example("x", CONV, Range.SIGNED).permute(2, 0, 1).square());
    add("dropout", t -> t.example("x", CONV, Range.SIGNED).dropout(0.4, 0));
    add("dropout twice", t -> t.example("x", CONV, Range.SIGNED).dropout(0.3, 0).dropout(0.3, 1));
  }

  private void losses() {
    add("cross-entropy of each example", t -> logits(t).crossEntropy(labels(t)));
    add("mean cross-entropy", t -> logits(t).crossEntropy(labels(t)).mean());
    add(
        "weighted cross-entropy",
        t -> logits(t).crossEntropy(labels(t)).times(example(t, "z", Shape.of(1))).sum());
    add(
        "mean cross-entropy as the training graph states it",
        t -> {
          PerExample losses = logits(t).crossEntropy(labels(t));
          return losses.sum().sum().dividedBy(losses.count());
        });
  }

  private static PerExample logits(Trial t) {
    return t.example("x", FLAT, new Range(-4, 4));
  }

  private static PerExample labels(Trial t) {
    return t.example("labels", Shape.of(1), 3, 0, 1);
  }

  private void layers() {
    Shape image = Shape.of(2, 5, 4);
    layer("conv2d same", image, conv2d(3, 3).padding(Padding.same()).stride(2));
    layer("conv2d groups", image, conv2d(4, 2).groups(2).padding(Padding.of(0, 1, 2, 0)));
    layer("conv2d without bias", image, conv2d(1, 3).withoutBias());
    layer("dense", FLAT, dense(3));
    layer("dense without bias", FLAT, dense(3).withoutBias());
    layer("sigmoid", image, sigmoid());
    layer("relu", image, relu());
    layer("tanh", image, tanh());
    layer("avgPool2d", image, avgPool2d(2));
    layer("maxPool2d", image, maxPool2d(3).stride(2).padding(Padding.same()));
    layer("globalAvgPool2d", image, globalAvgPool2d());
    layer("flatten", image, flatten());
    layer("dropout", image, dropout(0.5));
    layer("residual", image, residual(tanh(), conv2d(2, 3).padding(Padding.same())));
    layer(
        "residual with shortcut",
        image,
        residual(conv2d(3, 3), BatchNorm.likePyTorch(), tanh())
            .shortcut(conv2d(3, 3).withoutBias(), BatchNorm.likeKeras()));
  }

  private void layer(String name, Shape shape, Layer layer) {
    add("layer " + name, t -> t.layer("layer", layer, t.example("x", shape, Range.SIGNED)));
  }

  private void norms() {
    for (Shape shape : List.of(Shape.of(2, 3, 3), FLAT)) {
      layer("batchNorm of " + shape, shape, BatchNorm.likeTheSection());
      counted("masked batchNorm of " + shape, shape, BatchNorm::applyMasked);
      counted("weighted batchNorm of " + shape, shape, BatchNorm::applyWeighted);
    }
  }

  /// How a batch norm is applied to x and its mask or weights.
  private interface Application {
    PerExample apply(BatchNorm norm, PerExample x, PerExample weights, Scope scope);
  }

  private void counted(String name, Shape shape, Application application) {
    add(
        name,
        t -> {
          PerExample x = t.example("x", shape, Range.SIGNED);
          PerExample weights = t.example("weights", shape.withChannels(1), Range.SIGNED);
          Layer layer =
              new Layer() {
                @Override
                public String type() {
                  return "counted";
                }

                @Override
                public PerExample apply(PerExample value, Scope scope) {
                  return application.apply(BatchNorm.likeTheSection(), value, weights, scope);
                }
              };
          return t.layer("norm", layer, x);
        });
  }

  private void groups() {
    add("tile", t -> wide(t, MATRIX).tile(Shape.of(4, 3)).square());
    add("tile of the same size", t -> wide(t, MATRIX).tile(Shape.of(6)).square());
    add("fold", t -> wide(t, MATRIX).fold(Shape.of(3)).square());
    for (int groups : new int[] {1, 2, 4}) {
      add(
          "sum of %d groups".formatted(groups),
          t -> t.example("x", CONV_OF_4, Range.SIGNED).groupSum(groups).square());
      add(
          "x over %d groups".formatted(groups),
          t -> t.example("x", Shape.of(groups), Range.SIGNED).overGroups(CONV_OF_4).square());
      for (boolean centred : new boolean[] {true, false}) {
        add(
            "%d groups normalized, centred %s".formatted(groups, centred),
            t -> t.example("x", CONV_OF_4, Range.SIGNED).normalizeGroups(groups, centred, 1e-3));
      }
    }
    for (int size : new int[] {1, 2, 5}) {
      add(
          "means of ghosts of " + size,
          t -> t.example("x", FLAT, Range.SIGNED).ghostMean(new Ghosts(size, 1)).square());
    }
    Shape image = Shape.of(4, 3, 2);
    layer("batchNorm, ghosts", image, BatchNorm.likeTheSection().ghosts(2));
    layer("batchNorm, ghosts of features", FLAT, BatchNorm.likePyTorch().ghosts(2));
    layer("layerNorm", image, LayerNorm.likePyTorch());
    layer("layerNorm of features", FLAT, LayerNorm.likePyTorch());
    layer("layerNorm of planes", image, LayerNorm.likePyTorch().over(3, 2));
    layer("layerNorm without affine", image, LayerNorm.likeKeras().withoutAffine());
    layer("groupNorm", image, GroupNorm.likePyTorch(2));
    layer("groupNorm without affine", image, GroupNorm.likeKeras(2).withoutAffine());
    layer("instanceNorm", image, InstanceNorm.likeKeras());
    layer("instanceNorm, tracked", image, InstanceNorm.likeKeras().tracked(Momentum.keepOld(0.9)));
    layer("rmsNorm", image, RmsNorm.likeKeras());
    layer("rmsNorm of rows", image, RmsNorm.likePyTorch().over(2));
  }

  /// What is built for prediction rather than for training.
  static List<Case> inPrediction() {
    GradientCases prediction = new GradientCases();
    prediction.cases.clear();
    prediction.norms();
    prediction.groups();
    return prediction.cases;
  }
}
