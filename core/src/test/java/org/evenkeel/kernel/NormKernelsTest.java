package org.evenkeel.kernel;

import static org.evenkeel.kernel.KernelInputs.around;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.SplittableRandom;
import org.evenkeel.kernel.NormKernels.Then;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fused kernels of normalization: the bits of the scalar kernels, whole or in pieces, infinities, NaN and zeros of both signs among the values.
@Tag("width")
class NormKernelsTest {
  private static final int CHANNELS = 3;

  private final SplittableRandom random = new SplittableRandom(29);
  private final NormKernels simd = KernelInputs.simd().norm();
  private final NormKernels scalar = KernelInputs.scalar().norm();
  private final float[] hi = around(random, CHANNELS, 1, 2);
  private final float[] lo = around(random, CHANNELS, 0, 1e-8f);
  private final float[] scale = around(random, CHANNELS, 1, 1);
  private final float[] slope = around(random, CHANNELS, 0, 1);
  private final float[] shift = around(random, CHANNELS, 0, 1);

  /// What a kernel writes: `y` and `p` per example, two sums.
  private record Written(float[] y, float[] p, float[] sum, float[] product) {
    Written copy() {
      return new Written(y.clone(), p.clone(), sum.clone(), product.clone());
    }
  }

  private interface Call {
    void run(NormKernels kernels, int rowFrom, int rowTo, Written written);
  }

  private Written fresh(int floats) {
    return new Written(
        mixed(random, floats + 7),
        mixed(random, floats + 7),
        mixed(random, CHANNELS * 16),
        mixed(random, CHANNELS * 16));
  }

  private void compare(String what, int height, int atOnce, Written start, Call call) {
    Written expected = start.copy();
    Written whole = start.copy();
    Written pieces = start.copy();
    call.run(scalar, 0, height, expected);
    call.run(simd, 0, height, whole);
    for (int row = 0; row < height; ) {
      int end = Math.min(height, row + atOnce * (1 + random.nextInt(3)));
      call.run(simd, row, end, pieces);
      row = end;
    }
    for (Written actual : new Written[] {whole, pieces}) {
      assertSameBits(what + ", y", actual.y(), expected.y());
      assertSameBits(what + ", p", actual.p(), expected.p());
      assertSameBits(what + ", sum", actual.sum(), expected.sum());
      assertSameBits(what + ", product", actual.product(), expected.product());
    }
  }

  private float[] input(int round, int floats) {
    return round % 2 == 0 ? around(random, floats + 7, 1, 3) : mixed(random, floats + 7);
  }

  @Test
  void normalizingGivesScalarBits() {
    for (int round = 0; round < 6; round++) {
      for (int[] plane : new int[][] {{1, 1}, {5, 3}, {4, 33}}) {
        int row = plane[1] * 16;
        int stride = plane[0] * row;
        float[] x = input(round, CHANNELS * stride);
        for (Then then : Then.values()) {
          compare(
              then + " " + plane[0] + " x " + plane[1],
              plane[0],
              1,
              fresh(CHANNELS * stride),
              (k, from, to, w) ->
                  k.normalize(
                      then,
                      x,
                      5,
                      hi,
                      lo,
                      scale,
                      shift,
                      w.y(),
                      3,
                      stride,
                      CHANNELS,
                      from * row,
                      (to - from) * row));
        }
      }
    }
  }

  @Test
  void normalizingAndPoolingGivesScalarBits() {
    for (int round = 0; round < 6; round++) {
      for (int[] plane : new int[][] {{2, 2}, {4, 6}, {10, 4}}) {
        int floats = CHANNELS * plane[0] * plane[1] * 16;
        float[] x = input(round, floats);
        for (Then then : Then.values()) {
          compare(
              then + " " + plane[0] + " x " + plane[1],
              plane[0] / 2,
              1,
              fresh(floats),
              (k, from, to, w) ->
                  k.normalizePool(
                      then, x, 5, hi, lo, scale, shift, w.y(), 3, w.p(), 2, CHANNELS, plane[0],
                      plane[1], from, to));
        }
      }
    }
  }

  @Test
  void inputGradientGivesScalarBits() {
    for (int round = 0; round < 6; round++) {
      for (int[] plane : new int[][] {{1, 1}, {5, 3}, {4, 4}, {1, 6}}) {
        int floats = CHANNELS * plane[0] * plane[1] * 16;
        float[] dY = input(round, floats);
        float[] x = input(round, floats);
        compare(
            plane[0] + " x " + plane[1],
            plane[0],
            1,
            fresh(floats),
            (k, from, to, w) ->
                k.normGradient(
                    dY, 2, x, 5, hi, lo, scale, slope, shift, w.y(), 3, CHANNELS, plane[0],
                    plane[1], from, to, w.sum()));
      }
    }
  }

  @Test
  void gradientSumsGiveScalarBits() {
    for (int round = 0; round < 6; round++) {
      for (int[] plane : new int[][] {{1, 1}, {5, 3}, {4, 4}, {1, 6}}) {
        int floats = CHANNELS * plane[0] * plane[1] * 16;
        float[] dY = input(round, floats);
        float[] y = input(round, floats);
        float[] x = input(round, floats);
        for (Then then : Then.values()) {
          compare(
              then + " " + plane[0] + " x " + plane[1],
              plane[0],
              1,
              fresh(floats),
              (k, from, to, w) ->
                  k.gradientSums(
                      then,
                      dY,
                      2,
                      y,
                      1,
                      x,
                      5,
                      hi,
                      lo,
                      w.y(),
                      3,
                      CHANNELS,
                      plane[0],
                      plane[1],
                      from,
                      to,
                      w.sum(),
                      w.product()));
        }
      }
    }
  }

  @Test
  void gradientsAfterPoolingGiveScalarBits() {
    for (int round = 0; round < 6; round++) {
      for (int[] plane : new int[][] {{2, 2}, {4, 6}, {10, 4}}) {
        int floats = CHANNELS * plane[0] * plane[1] * 16;
        float[] dP = input(round, floats / 4);
        float[] y = input(round, floats);
        float[] x = input(round, floats);
        for (Then then : new Then[] {Then.SIGMOID, Then.RELU}) {
          compare(
              then + " " + plane[0] + " x " + plane[1],
              plane[0],
              2,
              fresh(floats),
              (k, from, to, w) -> {
                k.pooledGradientSums(
                    then,
                    dP,
                    2,
                    y,
                    1,
                    x,
                    5,
                    hi,
                    lo,
                    CHANNELS,
                    plane[0],
                    plane[1],
                    from,
                    to,
                    w.sum(),
                    w.product());
              });
          compare(
              then + " dX " + plane[0] + " x " + plane[1],
              plane[0],
              2,
              fresh(floats),
              (k, from, to, w) ->
                  k.pooledNormGradient(
                      then, dP, 2, y, 1, x, 5, hi, lo, scale, slope, shift, w.y(), 3, CHANNELS,
                      plane[0], plane[1], from, to, w.sum()));
        }
      }
    }
  }
}
