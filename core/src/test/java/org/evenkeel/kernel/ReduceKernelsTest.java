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
  void finishingGivesScalarBitsForFullAndPartialSlabs() {
    int channels = 3;
    for (int values : new int[] {1, 2, 3, 64, 576}) {
      for (int lanes : new int[] {16, 15, 1}) {
        float[] shift = mixed(random, channels * 16);
        float[] s1 = mixed(random, channels * 16);
        float[] s2 = around(random, channels * 16, 3, 5);
        double[][] parts = new double[2][2 + 4 * channels];
        ReduceKernels[] both = {scalar, simd};
        for (int k = 0; k < 2; k++) {
          double[] scratch = new double[32];
          both[k].finishSums(s1, channels, lanes, scratch, parts[k], 2);
          both[k].finishMoments(
              shift, s1, s2, channels, values, lanes, scratch, parts[k], 2 + channels);
        }
        assertThat(parts[1]).as("%d values, %d lanes", values, lanes).isEqualTo(parts[0]);
      }
    }
  }

  @Test
  void momentsOfSingleValuesGiveTheBitsOfRowsOfOne() {
    int channels = 5;
    for (int lanes : new int[] {16, 15, 1}) {
      for (int round = 0; round < 6; round++) {
        float[] x = input(round, channels * 16 + 5);
        x[5 + 16] = -0f;
        if (round == 4) {
          x[5 + 2 * 16] = Float.NEGATIVE_INFINITY;
          x[5 + 3 * 16] = Float.NaN;
        } else if (round == 5) {
          java.util.Arrays.fill(x, -0f);
        }
        float[][] sums = new float[3][channels * 16];
        double[] expected = new double[1 + 3 * channels];
        scalar.moments(x, 5, channels, 1, 1, 0, 1, sums[0], sums[1], sums[2]);
        scalar.finishMoments(
            sums[0], sums[1], sums[2], channels, 1, lanes, new double[32], expected, 1);
        for (ReduceKernels kernels : new ReduceKernels[] {scalar, simd}) {
          double[] parts = new double[1 + 3 * channels];
          kernels.momentsOfValues(x, 5, channels, lanes, new double[32], parts, 1);
          assertThat(parts).as("round %d, %d lanes", round, lanes).isEqualTo(expected);
        }
      }
    }
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
  void weightedMomentsGiveScalarBitsForFullAndPartialSlabs() {
    int channels = 3;
    for (int values : new int[] {1, 4, 15, 72}) {
      for (int lanes : new int[] {16, 15, 1}) {
        for (int round = 0; round < 6; round++) {
          float[] x = input(round, channels * values * 16 + 5);
          float[] weights = around(random, values * 16 + 3, 0.2, 1);
          if (round == 4) {
            java.util.Arrays.fill(weights, 0f);
          } else if (round == 5) {
            weights = mixed(random, values * 16 + 3);
          }
          double[][] parts = new double[2][1 + 3 * channels];
          ReduceKernels[] both = {scalar, simd};
          for (int k = 0; k < 2; k++) {
            double[] scratch = new double[64];
            both[k].weightedMoments(
                x, 5, weights, 3, channels, values, lanes, scratch, parts[k], 1);
          }
          assertThat(parts[1]).as("%d values, %d lanes", values, lanes).isEqualTo(parts[0]);
          if (round == 4) {
            assertThat(parts[0]).containsOnly(0);
          }
        }
      }
    }
  }

  @Test
  void weightedMomentsSelectAndNeverMultiply() {
    float[] x = new float[64];
    float[] weights = new float[64];
    for (int i = 0; i < 64; i++) {
      boolean counts = i % 16 < 11 && i % 3 != 0;
      weights[i] = counts ? 1 + i % 4 : i % 2 == 0 ? 0 : -1;
      x[i] = counts ? i * i : i % 5 == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    }
    double weight = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 64; i++) {
      if (weights[i] > 0) {
        weight += weights[i];
        sum += weights[i] * x[i];
        squares += weights[i] * (double) x[i] * x[i];
      }
    }
    for (ReduceKernels kernels : new ReduceKernels[] {scalar, simd}) {
      double[] parts = new double[3];
      kernels.weightedMoments(x, 0, weights, 0, 1, 4, 16, new double[64], parts, 0);
      assertThat(parts[0]).isEqualTo(weight);
      assertThat(parts[1]).isCloseTo(sum / weight, within(1e-9));
      assertThat(parts[2]).isCloseTo(squares - sum * sum / weight, within(1e-3));
    }
  }

  @Test
  void momentsBeyondTheRangeOfFloatSquaresAreMended() {
    int height = 3;
    int width = 4;
    float[] x = around(random, 2 * height * width * 16, 1e30, 1e29);
    double[] parts = new double[6];
    double[] scratch = new double[64];
    float[][] sums = new float[3][32];
    simd.moments(x, 0, 2, height, width, 0, height, sums[0], sums[1], sums[2]);
    simd.finishMoments(sums[0], sums[1], sums[2], 2, 12, 14, scratch, parts, 0);
    assertThat(parts[2]).isInfinite();
    WideMoments.mend(x, 0, 2, 12, 14, scratch, parts, 0);
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      double squares = 0;
      for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 12 * 16; i++) {
          if (i % 16 < 14) {
            double v = x[c * 12 * 16 + i];
            mean += pass == 0 ? v / (12 * 14) : 0;
            squares += pass == 0 ? 0 : (v - mean) * (v - mean);
          }
        }
      }
      assertThat(parts[3 * c]).isEqualTo(12 * 14);
      assertThat(parts[3 * c + 1] / mean).isCloseTo(1, within(1e-13));
      assertThat(parts[3 * c + 2] / squares).isCloseTo(1, within(1e-13));
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
    ShardTree.moments(moments, 0, 3, 1, slabs);
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
