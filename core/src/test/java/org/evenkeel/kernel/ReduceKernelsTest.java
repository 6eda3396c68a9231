package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.KernelInputs.around;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Reductions: the bits of the scalar kernels, whole or in pieces.
@Tag("width")
class ReduceKernelsTest {
  private static final int[][] PLANES = {{1, 1}, {5, 3}, {4, 1}, {1, 7}, {9, 8}};

  private final SplittableRandom random = new SplittableRandom(11);
  private final ReduceKernels simd = KernelInputs.simd().reduce();
  private final ReduceKernels scalar = KernelInputs.scalar().reduce();

  private interface Call {
    void run(ReduceKernels kernels, int rowFrom, int rowTo, float[] sums);
  }

  private void compare(String what, int height, int size, Call call) {
    float[] expected = mixed(random, size);
    float[] actual = expected.clone();
    float[] pieces = expected.clone();
    call.run(scalar, 0, height, expected);
    call.run(simd, 0, height, actual);
    assertSameBits(what, actual, expected);
    for (int row = 0; row < height; ) {
      int end = Math.min(height, row + 1 + random.nextInt(4));
      call.run(simd, row, end, pieces);
      row = end;
    }
    assertSameBits(what + " by rows", pieces, expected);
  }

  @Test
  void sumsGiveScalarBitsWholeOrByRows() {
    int channels = 3;
    for (int round = 0; round < 10; round++) {
      for (int[] plane : PLANES) {
        int stride = plane[0] * plane[1] * 16;
        float[] a = input(round, channels * stride + 5);
        float[] b = input(round, channels * stride + 5);
        String what = plane[0] + " x " + plane[1];
        compare(
            "sum " + what,
            plane[0],
            channels * 16,
            (k, from, to, s) -> k.sum(a, 5, channels, plane[0], plane[1], from, to, s));
        for (int bStride : new int[] {stride, 0}) {
          compare(
              "sumProduct " + what,
              plane[0],
              channels * 16,
              (k, from, to, s) ->
                  k.sumProduct(
                      a, 5, stride, b, 3, bStride, channels, plane[0], plane[1], from, to, s));
        }
      }
    }
  }

  @Test
  void momentsGiveScalarBitsWholeOrByRows() {
    int channels = 3;
    for (int round = 0; round < 10; round++) {
      for (int[] plane : PLANES) {
        float[] x = input(round, channels * plane[0] * plane[1] * 16 + 5);
        for (int part = 0; part < 3; part++) {
          int shown = part;
          compare(
              "moments " + plane[0] + " x " + plane[1] + " part " + part,
              plane[0],
              3 * channels * 16,
              (k, from, to, s) -> {
                float[][] parts = split(s);
                k.moments(
                    x, 5, channels, plane[0], plane[1], from, to, parts[0], parts[1], parts[2]);
                System.arraycopy(parts[shown], 0, s, shown * channels * 16, channels * 16);
                for (int p = 0; p < 3; p++) {
                  System.arraycopy(parts[p], 0, s, p * channels * 16, channels * 16);
                }
              });
        }
      }
    }
  }

  private float[] input(int round, int count) {
    return round % 2 == 0 ? around(random, count, 10, 3) : mixed(random, count);
  }

  private static float[][] split(float[] s) {
    int third = s.length / 3;
    float[][] parts = new float[3][third];
    for (int p = 0; p < 3; p++) {
      System.arraycopy(s, p * third, parts[p], 0, third);
    }
    return parts;
  }

  @Test
  void accumulateAndSgdGiveScalarBitsForAnyCount() {
    for (int count : new int[] {0, 1, 15, 16, 17, 63, 100}) {
      float[] sum = mixed(random, 110);
      float[] part = mixed(random, 110);
      float[] expected = sum.clone();
      scalar.accumulate(expected, 3, part, 7, count);
      float[] actual = sum.clone();
      simd.accumulate(actual, 3, part, 7, count);
      assertSameBits("accumulate " + count, actual, expected);
      for (float momentum : new float[] {0f, 0.9f}) {
        for (float decay : new float[] {0f, 1e-3f}) {
          float[] g = mixed(random, 110);
          float[] velocity = mixed(random, momentum == 0f ? 0 : 110);
          float[] w = sum.clone();
          float[] v = velocity.clone();
          scalar.sgd(w, g, v, 5, count, 0.3f, momentum, decay);
          float[] simdW = sum.clone();
          float[] simdV = velocity.clone();
          simd.sgd(simdW, g, simdV, 5, count, 0.3f, momentum, decay);
          assertSameBits("sgd w", simdW, w);
          assertSameBits("sgd velocity", simdV, v);
        }
      }
    }
  }

  @Test
  void momentsOfLargeMeansKeepTheirVariance() {
    int height = 6;
    int width = 5;
    int slabs = 3;
    int examples = 41;
    int slab = height * width * 16;
    float[] x = around(random, slabs * slab, 1e4, 1e-2);
    double[] moments = new double[slabs * 3];
    for (int s = 0; s < slabs; s++) {
      int lanes = Slab.presentLanes(s, examples);
      for (int i = 0; i < slab; i++) {
        // What a missing lane holds must not be seen.
        x[s * slab + i] = i % 16 < lanes ? x[s * slab + i] : Float.NaN;
      }
      float[][] sums = new float[3][16];
      simd.moments(x, s * slab, 1, height, width, 0, height, sums[0], sums[1], sums[2]);
      LaneTree.moments(
          sums[0], sums[1], sums[2], 0, height * width, lanes, new double[16], moments, s * 3);
      assertThat(moments[s * 3 + 2]).isPositive();
    }
    ShardTree.moments(moments, 1, slabs);
    double[] exact = exactMoments(x, examples, slab);
    assertThat(moments[0]).isEqualTo(exact[0]);
    assertThat(moments[1]).isCloseTo(exact[1], within(exact[1] * 1e-9));
    assertThat(moments[2]).isCloseTo(exact[2], within(exact[2] * 1e-6));
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  /// Weight, mean and M2 in float64, two passes; values at 1e4 ± 1e-2 lose less than 1e-9 there.
  private static double[] exactMoments(float[] x, int examples, int slab) {
    double sum = 0;
    long count = 0;
    for (int pass = 0; pass < 2; pass++) {
      double mean = count == 0 ? 0 : sum / count;
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        if (i / slab * 16 + i % 16 < examples) {
          if (pass == 0) {
            sum += x[i] - 1e4;
            count++;
          } else {
            squares += (x[i] - 1e4 - mean) * (x[i] - 1e4 - mean);
          }
        }
      }
      if (pass == 1) {
        return new double[] {count, 1e4 + mean, squares};
      }
    }
    throw new AssertionError();
  }
}
