package org.evenkeel.graph;

import java.util.List;

/// An operation: what a node computes from its inputs. Orders of arithmetic: docs/NUMERICS.md.
///
/// The comment of each names its inputs; *ex* is per-example, *wide* is batch-wide.
public sealed interface Op {

  /// Data given for each batch: images, labels.
  ///
  /// @param name which
  record Input(String name) implements Op {}

  /// A parameter or state (wide).
  ///
  /// @param variable which
  record Read(Variable variable) implements Op {}

  /// A number (wide, scalar).
  ///
  /// @param value the number
  record Constant(double value) implements Op {}

  /// The number of values per channel, N·h·w (wide, scalar), of an ex.
  record Count() implements Op {}

  /// How far training has come (wide, scalar): steps done over steps of the run, in [0, 1].
  record Progress() implements Op {}

  /// Convolution of ex x with wide w (o, i/groups, kh, kw) and perhaps wide bias (o).
  ///
  /// @param window window
  /// @param groups groups of channels
  record Conv2d(Window window, int groups) implements Op {}

  /// dX of a convolution from ex dY and wide w.
  ///
  /// @param window window
  /// @param groups groups of channels
  record Conv2dInputGradient(Window window, int groups) implements Op {}

  /// dW of a convolution from ex x and ex dY.
  ///
  /// @param window window
  /// @param groups groups of channels
  record Conv2dWeightGradient(Window window, int groups) implements Op {}

  /// Dense layer: ex x (i), wide w (o, i), perhaps wide bias (o).
  record Dense() implements Op {}

  /// dX of a dense layer from ex dY and wide w.
  record DenseInputGradient() implements Op {}

  /// dW of a dense layer from ex x and ex dY.
  record DenseWeightGradient() implements Op {}

  /// One operand, ex or wide.
  ///
  /// @param function what to compute
  record Unary(Function function) implements Op {}

  /// Two operands, each ex or wide; a wide one is broadcast over batch and positions, an ex with one channel over channels.
  ///
  /// @param operator what to compute
  record Binary(Operator operator) implements Op {}

  /// a·b + c with one rounding: ex a, ex or wide b and c.
  record MultiplyAdd() implements Op {}

  /// 1 at each position of an ex where some channel differs from a number, else 0: (c, h, w) to (1, h, w).
  ///
  /// @param value the number, compared as float32; NaN equals NaN
  record Differs(double value) implements Op {}

  /// Sum over channels of an ex: (c, h, w) to (1, h, w).
  record ChannelSum() implements Op {}

  /// An ex of one channel repeated.
  ///
  /// @param channels how often
  record ChannelBroadcast(int channels) implements Op {}

  /// A wide, (c) or (), repeated for every example and position.
  record Spread() implements Op {}

  /// Sum over batch and positions of an ex: wide (c).
  record Sum() implements Op {}

  /// Sum over batch and positions of a·b, both ex: wide (c).
  record SumProduct() implements Op {}

  /// Moments over batch and positions of an ex: weight, mean and M2, read by [MomentPart]. With a second ex of one channel, they are
  /// weighted by it: what is not positive there is selected out, and counts nothing.
  record Moments() implements Op {}

  /// One part of moments: wide (c), the weight a wide scalar.
  ///
  /// @param part which
  record MomentPart(Part part) implements Op {}

  /// Average pooling of an ex.
  ///
  /// @param window window
  /// @param countPadding whether padding counts in the average
  record AvgPool(Window window, boolean countPadding) implements Op {}

  /// dX of average pooling from ex dY.
  ///
  /// @param window window
  /// @param countPadding whether padding counts in the average
  record AvgPoolGradient(Window window, boolean countPadding) implements Op {}

  /// Max pooling of an ex.
  ///
  /// @param window window
  record MaxPool(Window window) implements Op {}

  /// dX of max pooling from ex x and ex dY.
  ///
  /// @param window window
  record MaxPoolGradient(Window window) implements Op {}

  /// The same values, in order c, h, w, seen under another shape.
  record Reshape() implements Op {}

  /// The dimensions of an ex (a, b, c) in another order.
  ///
  /// @param axes which dimension of the operand each dimension of the result is
  record Permute(List<Integer> axes) implements Op {
    /// Copies the list.
    public Permute {
      axes = List.copyOf(axes);
    }

    /// Returns what takes the result back to the operand.
    public Permute inverse() {
      return new Permute(List.of(axes.indexOf(0), axes.indexOf(1), axes.indexOf(2)));
    }

    /// Returns the shape of the result.
    Shape shape(Shape operand) {
      return Shape.of(
          operand.size(axes.get(0)), operand.size(axes.get(1)), operand.size(axes.get(2)));
    }

    /// Returns for each value of the result which value of the operand it is, both row-major.
    ///
    /// @param operand shape of the operand
    public int[] sources(Shape operand) {
      int[] steps = {operand.size(1) * operand.size(2), operand.size(2), 1};
      Shape result = shape(operand);
      int[] sources = new int[result.values()];
      for (int i = 0; i < sources.length; i++) {
        int c = i % result.size(2);
        int b = i / result.size(2) % result.size(1);
        int a = i / result.size(2) / result.size(1);
        sources[i] = a * steps[axes.get(0)] + b * steps[axes.get(1)] + c * steps[axes.get(2)];
      }
      return sources;
    }
  }

  /// Drops values of an ex at random and scales the others up; its own gradient.
  ///
  /// @param rate share of values dropped
  /// @param index which dropout of the model, part of the random key
  record Dropout(double rate, int index) implements Op {}

  /// Softmax cross-entropy of ex logits (classes) and ex labels (1): ex (1).
  record CrossEntropy() implements Op {}

  /// Softmax minus one-hot, from ex logits and ex labels.
  record CrossEntropyGradient() implements Op {}

  /// 1 where the label is the first greatest logit: ex (1).
  record Correct() implements Op {}

  /// Softmax of ex logits.
  record Softmax() implements Op {}

  /// Matrix product of wide (a, b) and wide (b, c).
  record MatMul() implements Op {}

  /// Transpose of a wide (a, b).
  record Transpose() implements Op {}

  /// Sum of all values of a wide: a scalar.
  record WideSum() implements Op {}

  /// A wide scalar repeated to a shape.
  record WideBroadcast() implements Op {}

  /// keep·old + (1 − keep)·value: wide old, wide value, wide scalar keep. How a state follows a statistic.
  record MovingAverage() implements Op {}

  /// a where the condition is positive, else b: wide condition, wide a, wide b. Nothing of the other one gets through, a NaN neither.
  record Select() implements Op {}

  /// The value, seen as a constant by differentiation.
  record StopGradient() implements Op {}

  /// A wide of v values repeated as a whole until it has k·v; with k = 1 the same values under another shape.
  record WideTile() implements Op {}

  /// The adjoint of [WideTile]: a wide of k·v values, its k parts added.
  record WideFold() implements Op {}

  /// Sums of an ex whose values, in order c, h, w, are cut into groups of equal size: ex (groups).
  ///
  /// @param groups groups of one example
  record GroupSum(int groups) implements Op {}

  /// An ex (groups) with each value repeated: the adjoint of [GroupSum].
  record GroupBroadcast() implements Op {}

  /// Mean and inverse deviation of each group of values of an ex: ex (groups, 3, 1), a shift near the mean, the mean's distance from it, and
  /// 1/√(variance + ε). Read by [GroupNormalize] alone.
  ///
  /// @param groups groups of one example
  /// @param centred whether a mean is subtracted; otherwise it is 0, and the variance is the mean square
  /// @param epsilon ε
  record GroupStatistics(int groups, boolean centred, double epsilon) implements Op {}

  /// (x − mean)/√(variance + ε) from ex x and its [GroupStatistics]; the gradient goes through the statistics too.
  record GroupNormalize() implements Op {}

  /// dX of [GroupNormalize] from ex dY, ex y and the [GroupStatistics].
  record GroupNormalizeGradient() implements Op {}

  /// Means of an ex (c) over the examples of each ghost batch, read by [GhostSpread].
  ///
  /// @param ghosts how a batch is split
  record GhostMeans(Ghosts ghosts) implements Op {}

  /// For each example the mean of its ghost batch, from [GhostMeans]: ex (c).
  record GhostSpread() implements Op {}

  /// Functions of one operand.
  enum Function {
    /// −x.
    NEGATE,
    /// x².
    SQUARE,
    /// √x.
    SQRT,
    /// 1/√x.
    RSQRT,
    /// 1/x.
    RECIPROCAL,
    /// eˣ.
    EXP,
    /// Natural logarithm.
    LOG,
    /// 1/(1 + e⁻ˣ).
    SIGMOID,
    /// max(x, 0).
    RELU,
    /// Hyperbolic tangent.
    TANH
  }

  /// Operators of two operands.
  enum Operator {
    /// a + b.
    ADD,
    /// a − b.
    SUBTRACT,
    /// a·b.
    MULTIPLY,
    /// a / b.
    DIVIDE,
    /// The smaller of a and b, both wide.
    MINIMUM,
    /// The greater of a and b, both wide.
    MAXIMUM,
    /// dY·y(1 − y).
    SIGMOID_GRADIENT,
    /// dY where x is positive.
    RELU_GRADIENT,
    /// dY·(1 − y²).
    TANH_GRADIENT,
    /// a where b is positive, else 0, both ex: a is selected, never multiplied.
    SELECT
  }

  /// Parts of moments.
  enum Part {
    /// Σx / m.
    MEAN,
    /// Σ(x − mean)² / m, biased.
    VARIANCE,
    /// m, the sum of the weights, the same for all channels.
    WEIGHT
  }
}
