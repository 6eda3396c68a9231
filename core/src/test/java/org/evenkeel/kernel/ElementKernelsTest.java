package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Vector kernels give the bits of the scalar ones, and keep off what they were not asked to write.
@Tag("width")
class ElementKernelsTest {
  private static final int CHANNELS = 3;
  private static final int STRIDE = 96;
  private static final int SIZE = CHANNELS * STRIDE + 37;

  private final SplittableRandom random = new SplittableRandom(7);
  private final ElementKernels simd = KernelInputs.simd().element();
  private final ElementKernels scalar = KernelInputs.scalar().element();

  /// A call on one of the two implementations, writing y.
  private interface Call {
    void run(ElementKernels kernels, int stride, int from, int count, float[] y);
  }

  private void compare(String what, Call call) {
    // Whole planes, a part of each plane, one plane for all channels.
    int[][] ranges = {
      {STRIDE, 0, STRIDE}, {STRIDE, 32, 48}, {STRIDE, 80, 16}, {16, 0, 16}, {0, 16, 32}
    };
    for (int[] range : ranges) {
      float[] expected = mixed(new SplittableRandom(3), SIZE);
      float[] actual = expected.clone();
      call.run(scalar, range[0], range[1], range[2], expected);
      call.run(simd, range[0], range[1], range[2], actual);
      assertSameBits(what + " stride " + range[0] + " from " + range[1], actual, expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unaryGivesScalarBits(UnaryOp op) {
    for (int round = 0; round < 20; round++) {
      float[] x = mixed(random, SIZE);
      compare("unary " + op, (k, s, from, n, y) -> k.unary(op, x, 5, y, 9, s, CHANNELS, from, n));
      compare(
          "in place " + op,
          (k, s, from, n, y) -> {
            if (s != 0) {
              k.unary(op, y, 9, y, 9, s, CHANNELS, from, n);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void binaryGivesScalarBits(BinaryOp op) {
    for (int round = 0; round < 20; round++) {
      float[] a = mixed(random, SIZE);
      float[] b = mixed(random, SIZE);
      compare(
          "binary " + op,
          (k, s, from, n, y) -> k.binary(op, a, 5, s, b, 9, s, y, 1, s, CHANNELS, from, n));
      compare(
          "binary, one b for all " + op,
          (k, s, from, n, y) -> k.binary(op, a, 5, s, b, 9, 0, y, 1, s, CHANNELS, from, n));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ADD", "SUBTRACT", "MULTIPLY", "DIVIDE"})
  void binaryWideGivesScalarBits(BinaryOp op) {
    for (int round = 0; round < 20; round++) {
      float[] x = mixed(random, SIZE);
      float[] hi = mixed(random, CHANNELS);
      float[] lo = mixed(random, CHANNELS);
      compare(
          "binaryWide " + op,
          (k, s, from, n, y) -> k.binaryWide(op, x, 3, s, hi, lo, y, 8, s, CHANNELS, from, n));
    }
  }

  @Test
  void multiplyAddGivesScalarBits() {
    for (int round = 0; round < 20; round++) {
      float[] a = mixed(random, SIZE);
      float[] b = mixed(random, SIZE);
      float[] c = mixed(random, SIZE);
      compare(
          "multiplyAdd",
          (k, s, from, n, y) ->
              k.multiplyAdd(a, 1, s, b, 2, 0, c, 3, s, y, 4, s, CHANNELS, from, n));
      compare(
          "multiplyAdd, one run",
          (k, s, from, n, y) ->
              k.multiplyAdd(a, 1, s, b, 2, s, c, 3, s, y, 4, s, CHANNELS, from, n));
      compare(
          "multiplyAddScale",
          (k, s, from, n, y) ->
              k.multiplyAddScale(a, 1, s, b, c, 3, s, y, 4, s, CHANNELS, from, n));
      compare(
          "multiplyAddShift",
          (k, s, from, n, y) ->
              k.multiplyAddShift(a, 1, s, b, 2, s, c, y, 4, s, CHANNELS, from, n));
      compare(
          "multiplyAddWide",
          (k, s, from, n, y) -> k.multiplyAddWide(a, 1, s, b, c, y, 4, s, CHANNELS, from, n));
    }
  }

  @Test
  void channelSumAndDropoutGiveScalarBits() {
    for (int round = 0; round < 20; round++) {
      float[] x = mixed(random, SIZE);
      compare("channelSum", (k, s, from, n, y) -> k.channelSum(x, 2, s, y, 1, CHANNELS, from, n));
      compare("dropout", (k, s, from, n, y) -> k.dropout(99L, 0.3, 6, 32, x, 2, y, 1, from, n));
    }
  }

  /// 1/(1 − 0.9) is 10, and 1/(1 − 0.9f) is not.
  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.8, 0.9})
  void dropoutScalesByTheRoundedReciprocal(double rate) {
    float[] ones = new float[160];
    Arrays.fill(ones, 1f);
    for (ElementKernels kernels : List.of(scalar, simd)) {
      float[] y = new float[160];
      kernels.dropout(5L, rate, 10, 0, ones, 0, y, 0, 0, 160);
      assertThat(y).contains(0f, (float) (1 / (1 - rate)));
      for (float value : y) {
        assertThat(value).isIn(0f, (float) (1 / (1 - rate)));
      }
    }
  }
}
