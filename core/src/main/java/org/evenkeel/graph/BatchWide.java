package org.evenkeel.graph;

import org.evenkeel.graph.Op.Function;
import org.evenkeel.graph.Op.Operator;

/// A value of which the whole batch has one: a parameter, a state, a moment, or arithmetic on them in float64.
public final class BatchWide implements Value {
  private final GraphBuilder graph;
  private final Node node;

  BatchWide(GraphBuilder graph, Node node) {
    this.graph = graph;
    this.node = node;
  }

  @Override
  public Node node() {
    return node;
  }

  /// Returns this + other.
  public BatchWide plus(BatchWide other) {
    return binary(Operator.ADD, other);
  }

  /// Returns this + other, broadcast over batch and positions.
  public PerExample plus(PerExample other) {
    return other.plus(this);
  }

  /// Returns this + number.
  public BatchWide plus(double number) {
    return plus(graph.constant(number));
  }

  /// Returns this − other.
  public BatchWide minus(BatchWide other) {
    return binary(Operator.SUBTRACT, other);
  }

  /// Returns this − other, broadcast over batch and positions.
  public PerExample minus(PerExample other) {
    return other.minus(this).negate();
  }

  /// Returns this − number.
  public BatchWide minus(double number) {
    return minus(graph.constant(number));
  }

  /// Returns this · other.
  public BatchWide times(BatchWide other) {
    return binary(Operator.MULTIPLY, other);
  }

  /// Returns this · other, broadcast over batch and positions.
  public PerExample times(PerExample other) {
    return other.times(this);
  }

  /// Returns this · number.
  public BatchWide times(double number) {
    return times(graph.constant(number));
  }

  /// Returns this / other.
  public BatchWide dividedBy(BatchWide other) {
    return binary(Operator.DIVIDE, other);
  }

  /// Returns this / other, broadcast over batch and positions.
  public PerExample dividedBy(PerExample other) {
    return other.reciprocal().times(this);
  }

  /// Returns this / number.
  public BatchWide dividedBy(double number) {
    return dividedBy(graph.constant(number));
  }

  /// Returns −this.
  public BatchWide negate() {
    return unary(Function.NEGATE);
  }

  /// Returns this².
  public BatchWide square() {
    return unary(Function.SQUARE);
  }

  /// Returns the square root.
  public BatchWide sqrt() {
    return unary(Function.SQRT);
  }

  /// Returns 1/√this.
  public BatchWide rsqrt() {
    return unary(Function.RSQRT);
  }

  /// Returns 1/this.
  public BatchWide reciprocal() {
    return unary(Function.RECIPROCAL);
  }

  /// Returns e to the power of this.
  public BatchWide exp() {
    return unary(Function.EXP);
  }

  /// Returns the natural logarithm.
  public BatchWide log() {
    return unary(Function.LOG);
  }

  /// Returns the sum of all values, a scalar.
  public BatchWide sum() {
    return shape().rank() == 0 ? this : graph.wide(new Op.WideSum(), Shape.scalar(), node);
  }

  /// Returns the matrix product of this (a, b) and other (b, c): (a, c).
  public BatchWide matmul(BatchWide other) {
    Shape a = shape();
    Shape b = other.shape();
    if (a.rank() != 2 || b.rank() != 2 || a.size(1) != b.size(0)) {
      throw new IllegalArgumentException(
          "matmul: expected (a, b) and (b, c), got " + a + " and " + b);
    }
    return graph.wide(new Op.MatMul(), Shape.of(a.size(0), b.size(1)), node, other.node);
  }

  /// Returns the transpose of a matrix.
  public BatchWide transpose() {
    if (shape().rank() != 2) {
      throw new IllegalArgumentException("transpose: expected (a, b), got " + shape());
    }
    return graph.wide(new Op.Transpose(), Shape.of(shape().size(1), shape().size(0)), node);
  }

  /// Returns these values under another shape, repeated as a whole as often as it takes: (h, w) becomes the same plane for each of c channels.
  public BatchWide tile(Shape to) {
    if (to.values() % shape().values() != 0) {
      throw new IllegalArgumentException(
          "tile: %d values of %s do not fill %s".formatted(shape().values(), shape(), to));
    }
    return shape().equals(to) ? this : graph.wide(new Op.WideTile(), to, node);
  }

  /// Returns the sum of the parts that [#tile] would make out of a value of the given shape: its adjoint.
  public BatchWide fold(Shape to) {
    if (shape().values() % to.values() != 0) {
      throw new IllegalArgumentException(
          "fold: %s is not made of parts of shape %s".formatted(shape(), to));
    }
    return shape().equals(to) ? this : graph.wide(new Op.WideFold(), to, node);
  }

  /// Returns keep·this + (1 − keep)·value: how a state follows a statistic.
  ///
  /// @param value the statistic of this batch, of the same shape
  /// @param keep share of the old value kept, in [0, 1]
  public BatchWide movingAverage(BatchWide value, double keep) {
    if (!(keep >= 0 && keep <= 1) || !shape().equals(value.shape())) {
      throw new IllegalArgumentException(
          "movingAverage: expected keep in [0, 1] and shape %s, got %s and %s"
              .formatted(shape(), keep, value.shape()));
    }
    return movingAverage(value, graph.constant(keep));
  }

  /// Returns keep·this + (1 − keep)·value with a share that the graph computes: a warm-up, a count.
  ///
  /// @param value the statistic of this batch, of the same shape
  /// @param keep share of the old value kept, a scalar
  public BatchWide movingAverage(BatchWide value, BatchWide keep) {
    if (!shape().equals(value.shape()) || keep.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "movingAverage: expected shape %s and a scalar keep, got %s and %s"
              .formatted(shape(), value.shape(), keep.shape()));
    }
    return graph.wide(new Op.MovingAverage(), shape(), node, value.node, keep.node);
  }

  /// Returns the smaller of this and other; NaN if either is NaN.
  public BatchWide minimum(BatchWide other) {
    return binary(Operator.MINIMUM, other);
  }

  /// Returns the greater of this and other; NaN if either is NaN.
  public BatchWide maximum(BatchWide other) {
    return binary(Operator.MAXIMUM, other);
  }

  /// Returns this, but at least `low` and at most `high`.
  public BatchWide clip(BatchWide low, BatchWide high) {
    return maximum(low).minimum(high);
  }

  /// Returns a where this is positive, else b (where this is NaN, too). Each is a scalar or of one common shape.
  public BatchWide select(BatchWide a, BatchWide b) {
    Shape shape = shape();
    for (BatchWide each : java.util.List.of(a, b)) {
      if (shape.rank() != 0 && each.shape().rank() != 0 && !shape.equals(each.shape())) {
        throw new IllegalArgumentException(
            "select: batch-wide shapes %s, %s and %s do not fit; expected equal shapes or scalars"
                .formatted(shape(), a.shape(), b.shape()));
      }
      shape = shape.rank() == 0 ? each.shape() : shape;
    }
    return graph.wide(new Op.Select(), shape, node, a.node, b.node);
  }

  /// Returns a where this is positive, else the number b.
  public BatchWide select(BatchWide a, double b) {
    return select(a, graph.constant(b));
  }

  /// Returns the same value, a constant for differentiation.
  public BatchWide stopGradient() {
    return graph.wide(new Op.StopGradient(), shape(), node);
  }

  private BatchWide unary(Function function) {
    return graph.wide(new Op.Unary(function), shape(), node);
  }

  private BatchWide binary(Operator operator, BatchWide other) {
    Shape a = shape();
    Shape b = other.shape();
    if (!a.equals(b) && a.rank() != 0 && b.rank() != 0) {
      throw new IllegalArgumentException(
          "%s: batch-wide shapes %s and %s do not fit; expected equal shapes or a scalar"
              .formatted(operator.name().toLowerCase(java.util.Locale.ROOT), a, b));
    }
    return graph.wide(new Op.Binary(operator), a.rank() == 0 ? b : a, node, other.node);
  }
}
