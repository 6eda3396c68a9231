package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.evenkeel.kernel.Slab;

/// The sigmoid of an array, in two passes over a block that stays in the first-level cache.
///
/// In one pass each vector is a chain of some 30 dependent operations, and a processor cannot hold enough such chains at once to keep its units busy:
/// two shorter chains take less time than the long one, though the block is stored and loaded once more.
///
/// All is written out in loops over arrays. A helper on vectors would be compiled by itself while the program is young, found "already compiled into a
/// big method" when a loop that calls it is compiled, and left as a call, which turns every vector into an object: eight times slower, and garbage.
///
/// Source: docs/NUMERICS.md, section 4.
final class SimdSigmoid {
  /// Floats of a block.
  static final int BLOCK = 1024;

  private static final VectorSpecies<Float> S = Species.FLOATS;

  /// 1 / ln 2; the exponent's bias and 1.5 · 2²³; −ln 2 in two parts; coefficients of the even and of the odd part. In an array, because the compiler does
  /// not know what it holds, so that the values stay in registers: constants that it knows it would broadcast anew for each vector of [#ofClampedPooled],
  /// each into one more of the registers that limit how many vectors are in flight.
  private static final float[] COEFFICIENTS = {
    1.442695f, 12583039f, -0.6933594f, 2.1219444e-4f, 0.1f, 1f, 0.008333334f, 0.5f
  };

  private SimdSigmoid() {}

  /// Computes y = 1 / (1 + e⁻ˣ); x and y may be the same.
  static void apply(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += BLOCK) {
      int part = Math.min(BLOCK, count - i);
      clampNegative(x, xAt + i, y, yAt + i, part);
      ofClamped(y, yAt + i, part);
    }
  }

  private static void clampNegative(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += Species.LENGTH) {
      FloatVector c = fromArray(S, x, xAt + i).neg();
      c = c.blend(87f, c.compare(VectorOperators.GT, 87f));
      c = c.blend(-87f, c.compare(VectorOperators.LT, -87f));
      c.intoArray(y, yAt + i);
    }
  }

  /// Replaces c, which is −x clamped to ±87, by 1 / (1 + e to the c).
  static void ofClamped(float[] y, int yAt, int count) {
    for (int i = 0; i < count; i += Species.LENGTH) {
      FloatVector c = fromArray(S, y, yAt + i);
      // 127, the exponent's bias, is added along with 1.5 · 2²³. That it is odd would matter for a
      // product halfway between two integers, which no c has.
      FloatVector t = c.fma(broadcast(S, 1.442695f), broadcast(S, 12583039f));
      FloatVector n = t.sub(12583039f);
      FloatVector r = n.fma(broadcast(S, -0.6933594f), c);
      r = n.fma(broadcast(S, 2.1219444e-4f), r);
      FloatVector z = r.mul(r);
      FloatVector even = z.fma(broadcast(S, 0.1f), broadcast(S, 1f));
      FloatVector odd = z.fma(broadcast(S, 0.008333334f), broadcast(S, 0.5f)).mul(r);
      // The low bits of t are the exponent; the shift drops all others.
      FloatVector power =
          t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      FloatVector d = even.sub(odd);
      d.div(even.add(odd).fma(power, d)).intoArray(y, yAt + i);
    }
  }

  /// Does the same to two rows of `row` floats, and averages their squares of 2 x 2 into p, which costs less than a loop of its own: the quotients leave
  /// room for it. One sigmoid in the loop, and not four written out, which the compiler would mix.
  static void ofClampedPooled(float[] y, int yAt, int row, float[] p, int pAt) {
    FloatVector log2e = broadcast(S, COEFFICIENTS[0]);
    FloatVector bias = broadcast(S, COEFFICIENTS[1]);
    FloatVector high = broadcast(S, COEFFICIENTS[2]);
    FloatVector low = broadcast(S, COEFFICIENTS[3]);
    FloatVector even2 = broadcast(S, COEFFICIENTS[4]);
    FloatVector even0 = broadcast(S, COEFFICIENTS[5]);
    FloatVector odd3 = broadcast(S, COEFFICIENTS[6]);
    FloatVector odd1 = broadcast(S, COEFFICIENTS[7]);
    for (int o = 0; o < row / 2; o += Species.LENGTH) {
      int corner = yAt + 2 * o - o % Slab.LANES;
      FloatVector sum = zero(S);
      for (int k = 0; k < 4; k++) {
        int i = corner + (k & 1) * Slab.LANES + (k >> 1) * row;
        FloatVector c = fromArray(S, y, i);
        FloatVector t = c.fma(log2e, bias);
        FloatVector n = t.sub(bias);
        FloatVector r = n.fma(high, c);
        r = n.fma(low, r);
        FloatVector z = r.mul(r);
        FloatVector even = z.fma(even2, even0);
        FloatVector odd = z.fma(odd3, odd1).mul(r);
        FloatVector power =
            t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector d = even.sub(odd);
        FloatVector sigmoid = d.div(even.add(odd).fma(power, d));
        sigmoid.intoArray(y, i);
        sum = sum.add(sigmoid);
      }
      sum.mul(0.25f).intoArray(p, pAt + o);
    }
  }
}
