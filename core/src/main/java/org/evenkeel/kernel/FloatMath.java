package org.evenkeel.kernel;

/// Elementary functions in float32, defined step by step so that every processor gives the same
/// bits.
///
/// The platform's `Math.exp` and its kin may differ in the last bit between processors and between
/// interpreter and compiler, so they are never used for per-example values.
///
/// Numerics: fused multiply-adds and correctly rounded operations only. NaN stays NaN; its payload
/// is not defined.
///
/// Source: docs/NUMERICS.md, section 4; the polynomials are those of the Cephes library.
public final class FloatMath {
  private static final float EXP_HIGH = 88.72283f;
  private static final float EXP_LOW = -87.33654f;
  private static final float LOG2_E = 1.442695f;

  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves that integer in the low bits.
  private static final float ROUND = 12582912f;
  private static final int ROUND_BITS = 0x4B400000;

  private FloatMath() {}

  /// Returns eˣ.
  ///
  /// Numerics: below 0.9 ulp; +∞ above 88.72283, +0 below −87.33654, where the result would be
  /// subnormal.
  public static float exp(float x) {
    float c = x > EXP_HIGH ? EXP_HIGH : x;
    c = c < EXP_LOW ? EXP_LOW : c;
    float t = Math.fma(c, LOG2_E, ROUND);
    float p = expPolynomial(c, t - ROUND);
    int k = Float.floatToRawIntBits(t) - ROUND_BITS;
    int half = k >> 1;
    float y = p * powerOfTwo(half) * powerOfTwo(k - half);
    return x > EXP_HIGH ? Float.POSITIVE_INFINITY : x < EXP_LOW ? 0f : y;
  }

  /// Returns 1 / (1 + e⁻ˣ).
  ///
  /// Numerics: below 2 ulp for x ≥ −0.5 and below 2.5 ulp down to x = −87; stays at about 1.6e-38
  /// from there on.
  public static float sigmoid(float x) {
    float c = -x > 87f ? 87f : -x;
    c = c < -87f ? -87f : c;
    return 1f / (1f + expScaledOnce(c));
  }

  /// Returns the hyperbolic tangent of x.
  ///
  /// Numerics: below 1.4 ulp; odd, and ±0 stays ±0.
  public static float tanh(float x) {
    float a = Math.abs(x);
    float y;
    if (a < 0.625f) {
      float z = a * a;
      float p = -5.70498872745e-3f;
      p = Math.fma(p, z, 2.06390887954e-2f);
      p = Math.fma(p, z, -5.37397155531e-2f);
      p = Math.fma(p, z, 1.33314422036e-1f);
      p = Math.fma(p, z, -3.33332819422e-1f);
      y = Math.fma(p * z, a, a);
    } else {
      float b = a + a;
      y = 1f - 2f / (expScaledOnce(b > 30f ? 30f : b) + 1f);
    }
    return Math.copySign(y, x);
  }

  /// Returns the natural logarithm of x.
  ///
  /// Numerics: below 0.9 ulp; −∞ for ±0, NaN for negative x, +∞ for +∞.
  public static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * 0x1p23f : x);
    int exponent = (bits - 0x3f3504f3) >> 23;
    float e = exponent - (tiny ? 23 : 0);
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
    float z = f * f;
    float p = 7.0376836292e-2f;
    p = Math.fma(p, f, -1.1514610310e-1f);
    p = Math.fma(p, f, 1.1676998740e-1f);
    p = Math.fma(p, f, -1.2420140846e-1f);
    p = Math.fma(p, f, 1.4249322787e-1f);
    p = Math.fma(p, f, -1.6668057665e-1f);
    p = Math.fma(p, f, 2.0000714765e-1f);
    p = Math.fma(p, f, -2.4999993993e-1f);
    p = Math.fma(p, f, 3.3333331174e-1f);
    float y = p * f * z;
    y = Math.fma(e, -2.12194440e-4f, y);
    y = Math.fma(-0.5f, z, y);
    y = f + y;
    y = Math.fma(e, 0.693359375f, y);
    if (x > 0f && x < Float.POSITIVE_INFINITY) {
      return y;
    }
    // +∞ and NaN are left as they are.
    return x == 0f ? Float.NEGATIVE_INFINITY : x < 0f ? Float.NaN : x;
  }

  /// e to the c for |c| ≤ 87, where the power of two is a normal number.
  private static float expScaledOnce(float c) {
    float t = Math.fma(c, LOG2_E, ROUND);
    float p = expPolynomial(c, t - ROUND);
    return p * powerOfTwo(Float.floatToRawIntBits(t) - ROUND_BITS);
  }

  /// e to the (c − n · ln 2).
  private static float expPolynomial(float c, float n) {
    float r = Math.fma(n, -0.693359375f, c);
    r = Math.fma(n, 2.1219444e-4f, r);
    float p = 1.9875691e-4f;
    p = Math.fma(p, r, 1.3981999e-3f);
    p = Math.fma(p, r, 8.3334519e-3f);
    p = Math.fma(p, r, 4.1665796e-2f);
    p = Math.fma(p, r, 1.6666666e-1f);
    p = Math.fma(p, r, 5.0000001e-1f);
    p = Math.fma(p, r, 1f);
    return Math.fma(p, r, 1f);
  }

  private static float powerOfTwo(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }
}
