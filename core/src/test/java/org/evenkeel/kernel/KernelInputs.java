package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.evenkeel.kernel.scalar.ScalarKernels;
import org.evenkeel.kernel.simd.SimdKernels;

/// Inputs and comparisons for tests that hold vector kernels against scalar ones.
final class KernelInputs {
  /// Values at which something changes: signed zeros, subnormals, infinities, NaN, thresholds.
  static final float[] SPECIALS = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    1e-40f,
    -1e-40f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0x7fc00001),
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1f,
    -1f,
    0.5f,
    -0.5f,
    0.625f,
    -0.625f,
    Math.nextDown(0.625f),
    88.72283f,
    Math.nextUp(88.72283f),
    Math.nextDown(88.72283f),
    -88.72283f,
    Math.nextDown(-88.72283f),
    -87.33654f,
    Math.nextUp(-87.33654f),
    Math.nextDown(-87.33654f),
    87f,
    -87f,
    Math.nextUp(87f),
    Math.nextDown(-87f),
    15f,
    -15f,
    100f,
    -100f,
    1e30f,
    -1e30f,
    0.70710677f,
    Math.nextUp(0.70710677f),
    1.4142135f,
    Math.nextDown(1.4142135f),
    1e-20f,
    -1e-20f
  };

  private KernelInputs() {}

  /// Vector kernels of the width that this JVM was started for.
  static Kernels simd() {
    Kernels kernels = SimdKernels.kernels();
    String expected = System.getProperty("evenkeel.vectorBits", "auto");
    if (!expected.equals("auto")) {
      assertThat(kernels.vectorBits()).isEqualTo(Integer.parseInt(expected));
    }
    return kernels;
  }

  static Kernels scalar() {
    return ScalarKernels.kernels();
  }

  /// Random values of many magnitudes, every fifth a special one.
  static float[] mixed(SplittableRandom random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] =
          switch (random.nextInt(5)) {
            case 0 -> SPECIALS[random.nextInt(SPECIALS.length)];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) random.nextDouble(-8, 8);
          };
    }
    return x;
  }

  /// Random values around `center`.
  static float[] around(SplittableRandom random, int count, double center, double spread) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (center + random.nextDouble(-spread, spread));
    }
    return x;
  }

  /// Equal bits, any NaN being as good as any other.
  static void assertSameBits(String what, float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
        throw new AssertionError(
            what + ": at " + i + " expected " + expected[i] + ", got " + actual[i]);
      }
    }
  }
}
