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
/// Source: docs/NUMERICS.md, section 4; the polynomials are those of the Cephes library, the sigmoid's quotient is a Padé approximant of eˣ.
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
    float t = Math.fma(c, LOG2_E, ROUND);
    float r = reduced(c, t - ROUND);
    float z = r * r;
    float even = Math.fma(z, 0.1f, 1f);
    float odd = Math.fma(z, 0.008333334f, 0.5f) * r;
    float d = even - odd;
    return d / Math.fma(even + odd, powerOfTwo(Float.floatToRawIntBits(t) - ROUND_BITS), d);
  }

  /// Returns the hyperbolic tangent of x.
  ///
  /// Numerics: below 1.4 ulp; odd, and ±0 stays ±0.
  public static float tanh(float x) {
    float a = Math.abs(x);
    float y;
    if (a < 0.625f) {
      float z = a * a;
      float p = -0.0057049887f;
      p = Math.fma(p, z, 0.020639088f);
      p = Math.fma(p, z, -0.053739715f);
      p = Math.fma(p, z, 0.13331442f);
      p = Math.fma(p, z, -0.3333328f);
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
    float p = 0.070376836f;
    p = Math.fma(p, f, -0.1151461f);
    p = Math.fma(p, f, 0.116769984f);
    p = Math.fma(p, f, -0.12420141f);
    p = Math.fma(p, f, 0.14249323f);
    p = Math.fma(p, f, -0.16668057f);
    p = Math.fma(p, f, 0.20000714f);
    p = Math.fma(p, f, -0.24999994f);
    p = Math.fma(p, f, 0.3333333f);
    float y = p * f * z;
    y = Math.fma(e, -2.12194440e-4f, y);
    y = Math.fma(-0.5f, z, y);
    y = f + y;
    y = Math.fma(e, 0.6933594f, y);
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

  /// c − n · ln 2.
  private static float reduced(float c, float n) {
    return Math.fma(n, 2.1219444e-4f, Math.fma(n, -0.6933594f, c));
  }

  /// e to the (c − n · ln 2).
  private static float expPolynomial(float c, float n) {
    float r = reduced(c, n);
    float p = 1.9875691e-4f;
    p = Math.fma(p, r, 1.3981999e-3f);
    p = Math.fma(p, r, 0.008333452f);
    p = Math.fma(p, r, 4.1665796e-2f);
    p = Math.fma(p, r, 1.6666666e-1f);
    p = Math.fma(p, r, 0.5f);
    p = Math.fma(p, r, 1f);
    return Math.fma(p, r, 1f);
  }

  private static float powerOfTwo(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }
}
