package org.evenkeel.kernel;

import static org.evenkeel.kernel.KernelInputs.around;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.evenkeel.kernel.NormKernels.Then;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kernels on groups of each example's own values: the bits of the scalar kernels; infinities, NaN and zeros of both signs among the values.
@Tag("width")
class GroupKernelsTest {
  /// Groups, channels of a group, values of a channel: blocks and chunks whole, cut short, and crossed by channels.
  private static final int[][] SIZES = {
    {1, 1, 1}, {3, 5, 1}, {2, 3, 7}, {1, 6, 33}, {2, 1, 128}, {1, 2, 131}, {2, 261, 1}, {1, 1, 4}
  };

  private final SplittableRandom random = new SplittableRandom(31);
  private final GroupKernels simd = KernelInputs.simd().group();
  private final GroupKernels scalar = KernelInputs.scalar().group();

  private interface Call {
    /// Runs a kernel; what it writes are two arrays.
    void run(GroupKernels kernels, float[] y, float[] more);
  }

  private void compare(String what, int floats, Call call) {
    float[] start = mixed(random, floats + 9);
    float[] expected = start.clone();
    float[] expectedMore = start.clone();
    float[] actual = start.clone();
    float[] actualMore = start.clone();
    call.run(scalar, expected, expectedMore);
    call.run(simd, actual, actualMore);
    assertSameBits(what, actual, expected);
    assertSameBits(what + ", more", actualMore, expectedMore);
  }

  private float[] input(int round, int floats) {
    return round % 2 == 0 ? around(random, floats + 7, 1, 3) : mixed(random, floats + 7);
  }

  @Test
  void sumsGiveScalarBits() {
    for (int round = 0; round < 4; round++) {
      for (int[] size : SIZES) {
        int values = size[1] * size[2];
        int floats = size[0] * values * 16;
        float[] x = input(round, floats);
        compare("sum", size[0] * 16, (k, y, more) -> k.sum(x, 5, size[0], values, y, 3));
      }
    }
  }

  @Test
  void statisticsAndNormalizationGiveScalarBits() {
    for (int round = 0; round < 4; round++) {
      for (int[] size : SIZES) {
        int values = size[1] * size[2];
        int floats = size[0] * values * 16;
        float[] x = input(round, floats);
        for (boolean centred : new boolean[] {true, false}) {
          compare(
              "normalize " + centred,
              Math.max(floats, size[0] * 48),
              (k, y, s) -> {
                k.statistics(centred, 1e-5, x, 5, size[0], values, s, 2);
                k.normalize(x, 5, s, 2, size[0], values, y, 3);
              });
        }
      }
    }
  }

  @Test
  void normalizationWithAffineMapAndActivationGivesScalarBits() {
    for (int round = 0; round < 4; round++) {
      for (int[] size : SIZES) {
        int values = size[1] * size[2];
        int floats = size[0] * values * 16;
        float[] x = input(round, floats);
        float[] scale = around(random, size[0] * size[1], 1, 1);
        float[] shift = around(random, size[0] * size[1], 0, 1);
        if (round < 2) {
          Arrays.fill(shift, -0f);
        }
        float[] s = new float[size[0] * 48];
        scalar.statistics(true, 1e-3, x, 5, size[0], values, s, 0);
        for (Then then : Then.values()) {
          compare(
              then + " beside the normalized value",
              floats,
              (k, y, normal) ->
                  k.normalizeAffine(
                      then, x, 5, s, 0, size[0], values, scale, shift, size[2], normal, 2, y, 3));
          compare(
              then + " alone",
              floats,
              (k, y, more) ->
                  k.normalizeAffine(
                      then, x, 5, s, 0, size[0], values, scale, shift, size[2], y, 3, y, 3));
        }
      }
    }
  }

  @Test
  void gradientGivesScalarBits() {
    for (int round = 0; round < 4; round++) {
      for (int[] size : SIZES) {
        int values = size[1] * size[2];
        int floats = size[0] * values * 16;
        float[] dY = input(round, floats);
        float[] y = input(round, floats);
        float[] s = around(random, size[0] * 48 + 1, 1, 1);
        float[] scale = round < 2 ? around(random, size[0] * size[1], 1, 1) : new float[0];
        for (boolean centred : new boolean[] {true, false}) {
          compare(
              "gradient " + centred,
              floats,
              (k, dX, more) ->
                  k.gradient(
                      centred,
                      dY,
                      2,
                      scale,
                      size[2],
                      y,
                      5,
                      s,
                      1,
                      size[0],
                      values,
                      dX,
                      3,
                      new float[32]));
        }
      }
    }
  }
}
