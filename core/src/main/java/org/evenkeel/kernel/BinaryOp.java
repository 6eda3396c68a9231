package org.evenkeel.kernel;

/// Element-wise operations of two operands; docs/NUMERICS.md, section 3.
public enum BinaryOp {
  /// a + b.
  ADD,
  /// a − b.
  SUBTRACT,
  /// a · b.
  MULTIPLY,
  /// a / b.
  DIVIDE,
  /// a · b(1 − b): a is dY, b the sigmoid's output.
  SIGMOID_GRADIENT,
  /// a where b is positive, else 0: a is dY, b the rectifier's input or output.
  RELU_GRADIENT,
  /// a · (1 − b²): a is dY, b the output of tanh.
  TANH_GRADIENT,
  /// a where b is positive, else 0: the arithmetic of [#RELU_GRADIENT].
  SELECT
}
