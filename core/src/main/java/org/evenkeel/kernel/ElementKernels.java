package org.evenkeel.kernel;

/// Element-wise kernels on one slab.
///
/// All work on `channels` planes: plane c of an operand starts at `at + c * stride` (all in floats; a stride of 0 repeats one plane for every
/// channel), and of every plane the `count` floats from `from` on are touched (`from` and `count` are multiples of 16). y may be the
/// same array region as an operand. Wide operands hold one float per channel, read at index c.
public interface ElementKernels {
  /// Computes y = op(x).
  void unary(
      UnaryOp op,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int stride,
      int channels,
      int from,
      int count);

  /// Computes y = op(a, b), both per example; each operand has its own stride, y has stride `yStride`.
  void binary(
      BinaryOp op,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes `y = x op m[c]` for ADD, MULTIPLY, DIVIDE with m = hi, and `(x − hi[c]) − lo[c]` for SUBTRACT; x has its own stride.
  void binaryWide(
      BinaryOp op,
      float[] x,
      int xAt,
      int xStride,
      float[] hi,
      float[] lo,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes y = fma(a, b, c), all per example.
  void multiplyAdd(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] c,
      int cAt,
      int cStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes `y = fma(a, scale[channel], c)`, a and c per example.
  void multiplyAddScale(
      float[] a,
      int aAt,
      int aStride,
      float[] scale,
      float[] c,
      int cAt,
      int cStride,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes `y = fma(a, b, shift[channel])`, a and b per example.
  void multiplyAddShift(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] shift,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes `y = fma(a, scale[channel], shift[channel])`, a per example.
  void multiplyAddWide(
      float[] a,
      int aAt,
      int aStride,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      int yStride,
      int channels,
      int from,
      int count);

  /// Computes y = Σ over channels of x: `count` floats from `from` on of one plane at `yAt`.
  void channelSum(
      float[] x, int xAt, int xStride, float[] y, int yAt, int channels, int from, int count);

  /// Computes y = 1 where some channel of x differs from `value`, else 0: `count` floats from `from` on of one plane at `yAt`. NaN does
  /// not differ from NaN, nor −0 from 0.
  default void differs(
      float value,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int channels,
      int from,
      int count) {
    boolean nan = Float.isNaN(value);
    for (int i = from; i < from + count; i++) {
      boolean equal = true;
      for (int c = 0; c < channels; c++) {
        float v = x[xAt + c * xStride + i];
        equal &= nan ? Float.isNaN(v) : v == value;
      }
      y[yAt + i] = equal ? 0f : 1f;
    }
  }

  /// Keeps or drops values: key and counters as in docs/NUMERICS.md, section 8; value i of lane l of the slab has the counter
  /// `(firstExample + l) * values + i`. The planes are one contiguous run of values here: `count` floats from `from` on.
  void dropout(
      long key,
      double rate,
      int values,
      int firstExample,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int from,
      int count);
}
