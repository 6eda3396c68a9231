package org.evenkeel.kernel.simd;

import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Elementary functions of float vectors, with the bits of [org.evenkeel.kernel.FloatMath].
///
/// Each is large, and where it is not inlined every vector becomes an object, 40 times slower.
/// Hence three habits: a loop body calls only one of them; the species is a constant, not an
/// argument, since a method compiled by itself without knowing it grows too big to be inlined
/// anywhere afterwards; constants are broadcast in place, because a vector in a static field is an
/// object too.
///
/// Source: docs/NUMERICS.md, section 4.
public final class SimdMath {
  private static final VectorSpecies<Float> S = Species.FLOATS;

  private static final float EXP_HIGH = 88.72283f;
  private static final float EXP_LOW = -87.33654f;
  private static final float LOG2_E = 1.442695f;

  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves that integer in the low bits.
  private static final float ROUND = 12582912f;
  private static final int ROUND_BITS = 0x4B400000;

  private SimdMath() {}

  /// Returns eˣ.
  public static FloatVector exp(FloatVector x) {
    VectorMask<Float> over = x.compare(VectorOperators.GT, EXP_HIGH);
    VectorMask<Float> under = x.compare(VectorOperators.LT, EXP_LOW);
    FloatVector c = x.blend(EXP_HIGH, over).blend(EXP_LOW, under);
    FloatVector t = c.fma(broadcast(S, LOG2_E), broadcast(S, ROUND));
    FloatVector p = expPolynomial(c, t.sub(ROUND));
    IntVector k = t.reinterpretAsInts().sub(ROUND_BITS);
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    FloatVector y = p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    return y.blend(Float.POSITIVE_INFINITY, over).blend(0f, under);
  }

  /// Returns the hyperbolic tangent of x.
  public static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = a.mul(a);
    FloatVector p = broadcast(S, -0.0057049887f);
    p = p.fma(z, broadcast(S, 0.020639088f));
    p = p.fma(z, broadcast(S, -0.053739715f));
    p = p.fma(z, broadcast(S, 0.13331442f));
    p = p.fma(z, broadcast(S, -0.3333328f));
    FloatVector small = p.mul(z).fma(a, a);
    FloatVector b = a.add(a);
    b = b.blend(30f, b.compare(VectorOperators.GT, 30f));
    FloatVector large = broadcast(S, 2f).div(expScaledOnce(b).add(1f)).neg().add(1f);
    FloatVector y = large.blend(small, a.compare(VectorOperators.LT, 0.625f));
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  /// Returns the natural logarithm of x.
  public static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
    IntVector exponent = bits.sub(0x3f3504f3).lanewise(VectorOperators.ASHR, 23);
    FloatVector e = (FloatVector) exponent.convertShape(VectorOperators.I2F, S, 0);
    e = e.blend(e.sub(23f), tiny);
    IntVector mantissa = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23));
    FloatVector f = mantissa.reinterpretAsFloats().sub(1f);
    FloatVector z = f.mul(f);
    FloatVector y = logPolynomial(f).mul(f).mul(z);
    y = e.fma(broadcast(S, -2.12194440e-4f), y);
    y = z.fma(broadcast(S, -0.5f), y);
    y = f.add(y);
    y = e.fma(broadcast(S, 0.6933594f), y);
    // +∞ and NaN are left as they are.
    y = x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
    return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
  }

  /// e to the c for |c| ≤ 87, where the power of two is a normal number.
  private static FloatVector expScaledOnce(FloatVector c) {
    FloatVector t = c.fma(broadcast(S, LOG2_E), broadcast(S, ROUND));
    FloatVector p = expPolynomial(c, t.sub(ROUND));
    // The shift drops all of ROUND's bits, so they need not be subtracted first.
    return p.mul(powerOfTwo(t.reinterpretAsInts()));
  }

  /// e to the (c − n · ln 2).
  private static FloatVector expPolynomial(FloatVector c, FloatVector n) {
    FloatVector r = n.fma(broadcast(S, -0.6933594f), c);
    r = n.fma(broadcast(S, 2.1219444e-4f), r);
    FloatVector p = broadcast(S, 1.9875691e-4f);
    p = p.fma(r, broadcast(S, 1.3981999e-3f));
    p = p.fma(r, broadcast(S, 0.008333452f));
    p = p.fma(r, broadcast(S, 4.1665796e-2f));
    p = p.fma(r, broadcast(S, 1.6666666e-1f));
    p = p.fma(r, broadcast(S, 0.5f));
    p = p.fma(r, broadcast(S, 1f));
    return p.fma(r, broadcast(S, 1f));
  }

  private static FloatVector logPolynomial(FloatVector f) {
    FloatVector p = broadcast(S, 0.070376836f);
    p = p.fma(f, broadcast(S, -0.1151461f));
    p = p.fma(f, broadcast(S, 0.116769984f));
    p = p.fma(f, broadcast(S, -0.12420141f));
    p = p.fma(f, broadcast(S, 0.14249323f));
    p = p.fma(f, broadcast(S, -0.16668057f));
    p = p.fma(f, broadcast(S, 0.20000714f));
    p = p.fma(f, broadcast(S, -0.24999994f));
    return p.fma(f, broadcast(S, 0.3333333f));
  }

  private static FloatVector powerOfTwo(IntVector k) {
    return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }
}
