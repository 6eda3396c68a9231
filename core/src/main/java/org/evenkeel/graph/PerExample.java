package org.evenkeel.graph;

import java.util.Arrays;
import org.evenkeel.graph.Op.Function;
import org.evenkeel.graph.Op.Operator;

/// A value of which every example has its own: (n, features) or (n, channels, height, width).
///
/// Arithmetic with a [BatchWide] value broadcasts it over batch and positions: shape (c) per channel, shape () everywhere. Arithmetic with a
/// per-example value of one channel broadcasts that over channels. Orders of arithmetic: docs/NUMERICS.md.
public final class PerExample implements Value {
  private final GraphBuilder graph;
  private final Node node;

  PerExample(GraphBuilder graph, Node node) {
    this.graph = graph;
    this.node = node;
  }

  @Override
  public Node node() {
    return node;
  }

  /// Returns the graph that this belongs to.
  public GraphBuilder graph() {
    return graph;
  }

  /// Returns this + other.
  public PerExample plus(Value other) {
    if (other.node().op() instanceof Op.Unary(Function f) && f == Function.NEGATE) {
      return binary(Operator.SUBTRACT, node, other.node().input(0));
    }
    return binary(Operator.ADD, node, other.node());
  }

  /// Returns this + number.
  public PerExample plus(double number) {
    return plus(graph.constant(number));
  }

  /// Returns this − other.
  public PerExample minus(Value other) {
    return binary(Operator.SUBTRACT, node, other.node());
  }

  /// Returns this − number.
  public PerExample minus(double number) {
    return minus(graph.constant(number));
  }

  /// Returns this · other.
  public PerExample times(Value other) {
    return binary(Operator.MULTIPLY, node, other.node());
  }

  /// Returns this · number.
  public PerExample times(double number) {
    return times(graph.constant(number));
  }

  /// Returns this / other.
  public PerExample dividedBy(Value other) {
    return binary(Operator.DIVIDE, node, other.node());
  }

  /// Returns this / number.
  public PerExample dividedBy(double number) {
    return dividedBy(graph.constant(number));
  }

  /// Returns −this.
  public PerExample negate() {
    return unary(Function.NEGATE);
  }

  /// Returns this².
  public PerExample square() {
    return unary(Function.SQUARE);
  }

  /// Returns the square root.
  public PerExample sqrt() {
    return unary(Function.SQRT);
  }

  /// Returns 1/√this.
  public PerExample rsqrt() {
    return unary(Function.RSQRT);
  }

  /// Returns 1/this.
  public PerExample reciprocal() {
    return unary(Function.RECIPROCAL);
  }

  /// Returns e to the power of this.
  public PerExample exp() {
    return unary(Function.EXP);
  }

  /// Returns the natural logarithm.
  public PerExample log() {
    return unary(Function.LOG);
  }

  /// Returns 1/(1 + e⁻ˣ).
  public PerExample sigmoid() {
    return unary(Function.SIGMOID);
  }

  /// Returns max(x, 0).
  public PerExample relu() {
    return unary(Function.RELU);
  }

  /// Returns the hyperbolic tangent.
  public PerExample tanh() {
    return unary(Function.TANH);
  }

  /// Returns the mean, variance and number of values of each channel over batch and positions.
  public Moments moments() {
    return new Moments(graph, node);
  }

  /// Returns the moments of each channel over batch and positions, every position counted with its weight.
  ///
  /// Nothing flows back into the weights.
  ///
  /// @param weights (n, 1, h, w) beside (n, c, h, w), (n, 1) beside (n, c); values whose weight is not positive are selected out
  public Moments moments(PerExample weights) {
    require("moments weights", shape().withChannels(1), weights.shape());
    return new Moments(graph, node, weights.node());
  }

  /// Returns x where the mask is positive, else 0, whatever x is there; gradients are selected in the same way.
  ///
  /// @param mask of the shape of this value, or with one channel, which then holds for all
  public PerExample select(PerExample mask) {
    if (!mask.shape().equals(shape())) {
      require("select mask", shape().withChannels(1), mask.shape());
    }
    return binary(Operator.SELECT, node, mask.node());
  }

  /// Returns 1 at each position where some channel differs from `value`, else 0: (n, 1, h, w) or (n, 1).
  ///
  /// @param value compared as float32; NaN finds NaN
  public PerExample differsFrom(double value) {
    return graph.example(new Op.Differs(value), shape().withChannels(1), node);
  }

  /// Returns the mean of each channel over batch and positions: (c).
  ///
  /// Numerics: canonical. The mean of (x − mean(x))² is the variance of [#moments].
  public BatchWide mean() {
    if (node.op() instanceof Op.Unary(Function f)
        && f == Function.SQUARE
        && node.input(0).op() instanceof Op.Binary(Operator o)
        && o == Operator.SUBTRACT
        && isMeanOf(node.input(0).input(1), node.input(0).input(0))) {
      return new Moments(graph, node.input(0).input(0)).variance();
    }
    return moments().mean();
  }

  /// Returns the sum of each channel over batch and positions: (c).
  public BatchWide sum() {
    Shape channels = Shape.of(shape().channels());
    if (node.op() instanceof Op.Binary(Operator o) && o == Operator.MULTIPLY) {
      Node a = node.input(0);
      Node b = node.input(1);
      if (!b.perExample()) {
        return new PerExample(graph, a).sum().times(new BatchWide(graph, b));
      }
      return graph.wide(new Op.SumProduct(), channels, a, b);
    }
    if (node.op() instanceof Op.Unary(Function f) && f == Function.SQUARE) {
      return graph.wide(new Op.SumProduct(), channels, node.input(0), node.input(0));
    }
    return graph.wide(new Op.Sum(), channels, node);
  }

  /// Returns the number of values per channel in the batch, N·h·w, a scalar.
  public BatchWide count() {
    return graph.wide(new Op.Count(), Shape.scalar(), node);
  }

  /// Returns the sum over channels, (n, 1, h, w) or (n, 1).
  public PerExample channelSum() {
    return graph.example(new Op.ChannelSum(), shape().withChannels(1), node);
  }

  /// Returns the mean over channels, (n, 1, h, w) or (n, 1).
  public PerExample channelMean() {
    return channelSum().times(1.0 / shape().channels());
  }

  /// Returns sums over groups of each example's own values, (n, groups). The values, in order c, h, w, are cut into groups of equal size: as
  /// many groups as channels gives the sum of each channel over its positions, one group the sum of the whole example.
  public PerExample groupSum(int groups) {
    requireGroups("groupSum", groups);
    if (Shape.of(groups).equals(shape())) {
      return this;
    }
    return graph.example(new Op.GroupSum(groups), Shape.of(groups), node);
  }

  /// Returns means over groups of each example's own values, (n, groups); groups as in [#groupSum].
  public PerExample groupMean(int groups) {
    PerExample sum = groupSum(groups);
    return groups == shape().values() ? sum : sum.times((double) groups / shape().values());
  }

  /// Returns this (n, groups) as a value of the given shape, the values of a group all equal.
  public PerExample overGroups(Shape to) {
    if (shape().rank() != 1) {
      throw new IllegalArgumentException(
          "overGroups: expected (n, groups), got " + shape().withBatch());
    }
    if (to.values() % shape().values() != 0) {
      throw new IllegalArgumentException(
          "overGroups: %d groups do not divide the values of %s"
              .formatted(shape().values(), to.withBatch()));
    }
    return to.equals(shape()) ? this : graph.example(new Op.GroupBroadcast(), to, node);
  }

  /// Returns y = (x − mean)/√(variance + ε), mean and biased variance taken over groups of each example's own values; groups as in
  /// [#groupSum].
  ///
  /// Numerics: docs/NUMERICS.md, section 6. The mean is subtracted before squaring and scaling, in two parts; magnitudes up to 1e30 do not
  /// overflow.
  ///
  /// @param groups groups of one example
  /// @param centred whether the mean is subtracted; otherwise y = x/√(mean square + ε)
  /// @param epsilon ε, at least 1e-8
  public PerExample normalizeGroups(int groups, boolean centred, double epsilon) {
    requireGroups("normalizeGroups", groups);
    if (!(epsilon >= 1e-8 && epsilon < 1e8)) {
      throw new IllegalArgumentException(
          "normalizeGroups: expected an epsilon of at least 1e-8, got " + epsilon);
    }
    Op op = new Op.GroupStatistics(groups, centred, epsilon);
    PerExample statistics = graph.example(op, Shape.of(groups, 3, 1), node);
    return graph.example(new Op.GroupNormalize(), shape(), node, statistics.node);
  }

  /// Returns for each example the mean over the examples of its ghost batch, (n, c), of this (n, c). Its own adjoint.
  ///
  /// Numerics: float64 over the examples in order.
  public PerExample ghostMean(Ghosts ghosts) {
    if (shape().rank() != 1) {
      throw new IllegalArgumentException("ghostMean: expected (n, c), got " + shape().withBatch());
    }
    BatchWide means = graph.wide(new Op.GhostMeans(ghosts), shape(), node);
    return graph.example(new Op.GhostSpread(), shape(), means.node());
  }

  private void requireGroups(String what, int groups) {
    if (groups < 1 || shape().values() % groups != 0) {
      throw new IllegalArgumentException(
          "%s: %d groups do not divide the %d values of %s"
              .formatted(what, groups, shape().values(), shape().withBatch()));
    }
  }

  /// Returns the same value, a constant for differentiation.
  public PerExample stopGradient() {
    return graph.example(new Op.StopGradient(), shape(), node);
  }

  /// Returns the convolution with w (outputs, channels / groups, kh, kw), without bias.
  public PerExample conv2d(BatchWide w, Window window, int groups) {
    return graph.example(
        new Op.Conv2d(window, groups), convShape(w, window, groups), node, w.node());
  }

  /// Returns the convolution with w (outputs, channels / groups, kh, kw) plus bias (outputs).
  public PerExample conv2d(BatchWide w, BatchWide bias, Window window, int groups) {
    Shape shape = convShape(w, window, groups);
    require("conv2d bias", Shape.of(shape.channels()), bias.shape());
    return graph.example(new Op.Conv2d(window, groups), shape, node, w.node(), bias.node());
  }

  private Shape convShape(BatchWide w, Window window, int groups) {
    int channels = shape().channels();
    int outputs = w.shape().channels();
    if (groups < 1 || channels % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d: %d groups do not divide %d input and %d output channels"
              .formatted(groups, channels, outputs));
    }
    require(
        "conv2d weight",
        Shape.of(outputs, channels / groups, window.kernelHeight(), window.kernelWidth()),
        w.shape());
    return window.slide("conv2d", shape(), outputs);
  }

  /// Returns w·x for w (outputs, features), without bias.
  public PerExample dense(BatchWide w) {
    return graph.example(new Op.Dense(), denseShape(w), node, w.node());
  }

  /// Returns w·x + bias for w (outputs, features) and bias (outputs).
  public PerExample dense(BatchWide w, BatchWide bias) {
    Shape shape = denseShape(w);
    require("dense bias", shape, bias.shape());
    return graph.example(new Op.Dense(), shape, node, w.node(), bias.node());
  }

  private Shape denseShape(BatchWide w) {
    if (shape().rank() != 1) {
      throw new IllegalArgumentException(
          "dense: expected (n, features), got " + shape().withBatch() + "; flatten it first");
    }
    Shape expected = Shape.of(w.shape().channels(), shape().channels());
    require("dense weight", expected, w.shape());
    return Shape.of(w.shape().channels());
  }

  /// Returns averages over windows.
  public PerExample avgPool(Window window, boolean countPadding) {
    Shape shape = window.slide("avgPool2d", shape(), shape().channels());
    return graph.example(new Op.AvgPool(window, countPadding), shape, node);
  }

  /// Returns maxima over windows.
  public PerExample maxPool(Window window) {
    Shape shape = window.slide("maxPool2d", shape(), shape().channels());
    return graph.example(new Op.MaxPool(window), shape, node);
  }

  /// Returns the same values under another shape, order c, h, w.
  public PerExample reshape(Shape to) {
    if (to.values() != shape().values() || (to.rank() != 1 && to.rank() != 3)) {
      throw new IllegalArgumentException(
          "reshape: expected (features) or (c, h, w) with %d values, got %s"
              .formatted(shape().values(), to));
    }
    return to.equals(shape()) ? this : graph.example(new Op.Reshape(), to, node);
  }

  /// Returns the values (a, b, c) with their dimensions in another order: `permute(1, 2, 0)` makes (h, w, c) of (c, h, w).
  ///
  /// @param axes which dimension of this each dimension of the result is: 0, 1 and 2, each once
  public PerExample permute(int... axes) {
    int[] sorted = axes.clone();
    Arrays.sort(sorted);
    if (shape().rank() != 3 || !Arrays.equals(sorted, new int[] {0, 1, 2})) {
      throw new IllegalArgumentException(
          "permute: expected (n, a, b, c) and dimensions 0, 1 and 2, each once, got %s and %s"
              .formatted(shape().withBatch(), Arrays.toString(axes)));
    }
    if (Arrays.equals(sorted, axes)) {
      return this;
    }
    Op.Permute permute = new Op.Permute(Arrays.stream(axes).boxed().toList());
    return graph.example(permute, permute.shape(shape()), node);
  }

  /// Returns the values with a share of them dropped at random, the rest scaled up.
  ///
  /// @param rate share dropped, in [0, 1)
  /// @param index which dropout of the model this is; part of the random key
  public PerExample dropout(double rate, int index) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: expected a rate in [0, 1), got " + rate);
    }
    return rate == 0 ? this : graph.example(new Op.Dropout(rate, index), shape(), node);
  }

  /// Returns the softmax cross-entropy of these logits (n, classes) against labels (n, 1): a loss per example (n, 1).
  public PerExample crossEntropy(PerExample labels) {
    requireLogits(labels);
    return graph.example(new Op.CrossEntropy(), Shape.of(1), node, labels.node());
  }

  /// Returns 1 for each example whose label is the first greatest logit, else 0: (n, 1).
  public PerExample correct(PerExample labels) {
    requireLogits(labels);
    return graph.example(new Op.Correct(), Shape.of(1), node, labels.node());
  }

  /// Returns class probabilities.
  public PerExample softmax() {
    if (shape().rank() != 1) {
      throw new IllegalArgumentException(
          "softmax: expected logits (n, classes), got " + shape().withBatch());
    }
    return graph.example(new Op.Softmax(), shape(), node);
  }

  private void requireLogits(PerExample labels) {
    if (shape().rank() != 1) {
      throw new IllegalArgumentException(
          "crossEntropy: expected logits (n, classes), got " + shape().withBatch());
    }
    require("crossEntropy labels", Shape.of(1), labels.shape());
  }

  private PerExample unary(Function function) {
    return graph.example(new Op.Unary(function), shape(), node);
  }

  private PerExample binary(Operator operator, Node a, Node b) {
    return graph.example(new Op.Binary(operator), Broadcast.shape(operator, a, b), a, b);
  }

  private static boolean isMeanOf(Node mean, Node x) {
    Node m = mean.op() instanceof Op.StopGradient ? mean.input(0) : mean;
    return m.op() instanceof Op.MomentPart(Op.Part part)
        && part == Op.Part.MEAN
        && m.input(0).inputs().size() == 1
        && m.input(0).input(0) == x;
  }

  private static void require(String what, Shape expected, Shape found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(what + ": expected " + expected + ", got " + found);
    }
  }
}
