package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.KernelInputs.assertSameBits;
import static org.evenkeel.kernel.KernelInputs.mixed;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pooling: the bits of the scalar kernels, whole or in pieces, and small cases by hand.
@Tag("width")
class PoolKernelsTest {
  private final SplittableRandom random = new SplittableRandom(13);
  private final PoolKernels simd = KernelInputs.simd().pool();
  private final PoolKernels scalar = KernelInputs.scalar().pool();

  static Stream<PoolShape> shapes() {
    return Stream.of(
        new PoolShape(2, 4, 6, 2, 3, 2, 2, 2, 2, 0, 0, false),
        new PoolShape(2, 5, 7, 2, 3, 2, 2, 2, 2, 0, 0, false),
        new PoolShape(1, 5, 7, 3, 4, 3, 3, 2, 2, 1, 1, false),
        new PoolShape(1, 5, 7, 3, 4, 3, 3, 2, 2, 1, 1, true),
        new PoolShape(2, 4, 5, 3, 4, 2, 2, 1, 1, 0, 0, false),
        new PoolShape(3, 3, 2, 1, 1, 3, 2, 1, 1, 0, 0, false),
        new PoolShape(1, 6, 7, 2, 3, 1, 2, 4, 3, 0, 0, false),
        new PoolShape(1, 5, 5, 3, 3, 2, 2, 2, 2, 0, 0, false));
  }

  private interface Call {
    void run(PoolKernels kernels, int rowFrom, int rowTo, float[] y);
  }

  private void compare(String what, int rows, int size, Call call) {
    float[] expected = mixed(random, size);
    float[] actual = expected.clone();
    float[] pieces = expected.clone();
    call.run(scalar, 0, rows, expected);
    call.run(simd, 0, rows, actual);
    assertSameBits(what, actual, expected);
    for (int row = rows; row > 0; ) {
      int from = Math.max(0, row - 1 - random.nextInt(2));
      call.run(row % 2 == 0 ? simd : scalar, from, row, pieces);
      row = from;
    }
    assertSameBits(what + " by rows", pieces, expected);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void poolingGivesScalarBitsWholeOrByRows(PoolShape shape) {
    for (int round = 0; round < 15; round++) {
      int in = shape.channels() * shape.height() * shape.width() * 16 + 7;
      int out = shape.channels() * shape.outHeight() * shape.outWidth() * 16 + 7;
      float[] x = mixed(random, in);
      float[] dY = mixed(random, out);
      int rows = shape.outHeight();
      compare("avgPool", rows, out, (k, from, to, y) -> k.avgPool(shape, x, 3, y, 7, from, to));
      compare("maxPool", rows, out, (k, from, to, y) -> k.maxPool(shape, x, 3, y, 7, from, to));
      compare(
          "avgPoolGradient",
          shape.height(),
          in,
          (k, from, to, dX) -> k.avgPoolGradient(shape, dY, 3, dX, 7, from, to));
      compare(
          "maxPoolGradient",
          shape.height(),
          in,
          (k, from, to, dX) -> k.maxPoolGradient(shape, x, 3, dY, 2, dX, 7, from, to));
    }
  }

  @Test
  void averagesCountExistingPositionsOrTheWholeWindow() {
    float[] x = new float[4 * 16];
    for (int i = 0; i < 4; i++) {
      x[i * 16 + 9] = i + 1;
    }
    for (boolean countPadding : new boolean[] {false, true}) {
      PoolShape shape = new PoolShape(1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, countPadding);
      float[] y = new float[4 * 16];
      simd.avgPool(shape, x, 0, y, 0, 0, 2);
      assertThat(y[9]).isEqualTo(countPadding ? 0.25f : 1f);
      assertThat(y[3 * 16 + 9]).isEqualTo(2.5f);
      float[] dX = new float[4 * 16];
      simd.avgPoolGradient(shape, y, 0, dX, 0, 0, 2);
      // The last position is seen by the last window only.
      assertThat(dX[3 * 16 + 9]).isEqualTo(2.5f / 4);
    }
  }

  @Test
  void theFirstOfEqualMaximaGetsTheGradient() {
    PoolShape shape = new PoolShape(1, 1, 3, 1, 2, 1, 2, 1, 1, 0, 0, false);
    float[] x = new float[3 * 16];
    float[] dY = new float[2 * 16];
    x[16] = 5f;
    x[32] = 5f;
    dY[0] = 1f;
    dY[16] = 2f;
    float[] dX = new float[3 * 16];
    simd.maxPoolGradient(shape, x, 0, dY, 0, dX, 0, 0, 1);
    assertThat(new float[] {dX[0], dX[16], dX[32]}).containsExactly(0f, 3f, 0f);
  }
}
