package org.evenkeel.kernel;

/// Element-wise operations of one operand; docs/NUMERICS.md, sections 3 and 4.
public enum UnaryOp {
  /// −x.
  NEGATE,
  /// x².
  SQUARE,
  /// √x.
  SQRT,
  /// 1 / √x.
  RSQRT,
  /// 1 / x.
  RECIPROCAL,
  /// eˣ.
  EXP,
  /// Natural logarithm.
  LOG,
  /// 1 / (1 + e⁻ˣ).
  SIGMOID,
  /// max(x, 0).
  RELU,
  /// Hyperbolic tangent.
  TANH
}
