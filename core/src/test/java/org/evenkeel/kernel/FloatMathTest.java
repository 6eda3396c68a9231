package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Accuracy against the platform's float64 functions over the whole range of floats.
class FloatMathTest {
  private interface FloatFunction {
    float apply(float x);
  }

  /// Greatest error in ulps of the true result, over every 997th float in [low, high].
  private static double worstUlps(
      FloatFunction function, DoubleUnaryOperator exact, float low, float high) {
    double worst = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += 997) {
      float x = Float.intBitsToFloat((int) bits);
      if (x >= low && x <= high) {
        double expected = exact.applyAsDouble(x);
        double error = Math.abs(function.apply(x) - expected) / Math.ulp((float) expected);
        worst = error <= worst ? worst : error;
      }
    }
    return worst;
  }

  @Test
  void errorsStayBelowTheStatedBounds() {
    assertThat(worstUlps(FloatMath::exp, StrictMath::exp, -87.33654f, 88.72283f)).isLessThan(0.9);
    assertThat(worstUlps(FloatMath::log, StrictMath::log, Float.MIN_VALUE, Float.MAX_VALUE))
        .isLessThan(0.9);
    assertThat(worstUlps(FloatMath::tanh, StrictMath::tanh, -Float.MAX_VALUE, Float.MAX_VALUE))
        .isLessThan(1.4);
    DoubleUnaryOperator sigmoid = x -> 1 / (1 + StrictMath.exp(-x));
    assertThat(worstUlps(FloatMath::sigmoid, sigmoid, -87f, -0.5f)).isLessThan(2.5);
    assertThat(worstUlps(FloatMath::sigmoid, sigmoid, -0.5f, Float.MAX_VALUE)).isLessThan(2.0);
  }

  @Test
  void endsOfTheRangeAreExact() {
    assertThat(FloatMath.exp(0f)).isEqualTo(1f);
    assertThat(FloatMath.exp(-0f)).isEqualTo(1f);
    assertThat(FloatMath.exp(88.72283f)).isLessThan(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(Math.nextUp(88.72283f))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.exp(-87.33654f)).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
    assertThat(FloatMath.exp(Math.nextDown(-87.33654f))).isZero();
    assertThat(FloatMath.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(FloatMath.sigmoid(0f)).isEqualTo(0.5f);
    assertThat(FloatMath.sigmoid(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(FloatMath.sigmoid(Float.NEGATIVE_INFINITY)).isBetween(0f, 2e-38f);
    assertThat(FloatMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(FloatMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    assertThat(Float.floatToRawIntBits(FloatMath.tanh(-0f))).isEqualTo(0x80000000);
    assertThat(FloatMath.log(1f)).isZero();
    assertThat(FloatMath.log(0f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(FloatMath.log(-0f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(FloatMath.log(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatMath.log(-1f)).isNaN();
    assertThat(FloatMath.log(Float.NEGATIVE_INFINITY)).isNaN();
  }

  @Test
  void nanStaysNanWhateverItsPayload() {
    for (int bits : new int[] {0x7fc00000, 0x7fc00001, 0xffc00000, 0x7f800001, 0xffffffff}) {
      float nan = Float.intBitsToFloat(bits);
      assertThat(FloatMath.exp(nan)).isNaN();
      assertThat(FloatMath.sigmoid(nan)).isNaN();
      assertThat(FloatMath.tanh(nan)).isNaN();
      assertThat(FloatMath.log(nan)).isNaN();
    }
  }
}
