package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.ConvShapes.bits;
import static org.evenkeel.kernel.ConvShapes.inputFloats;
import static org.evenkeel.kernel.ConvShapes.outputFloats;
import static org.evenkeel.kernel.ConvShapes.random;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.kernel.scalar.ScalarConv;
import org.evenkeel.kernel.simd.SimdConv;
import org.evenkeel.kernel.simd.Species;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// SIMD and scalar convolution give equal bits, whatever the shape, the offsets and the cut into rows or tiles.
@Tag("width")
class ConvEqualBitsTest {
  /// Floats before and behind every slab, which no kernel may touch.
  private static final int MARGIN = 48;

  private final ConvKernels scalar = new ScalarConv();
  private final ConvKernels simd = new SimdConv();
  private final ConvCalls scalarConv = new ConvCalls(scalar);
  private final ConvCalls simdConv = new ConvCalls(simd);

  static List<ConvShape> shapes() {
    return ConvShapes.all();
  }

  @BeforeAll
  static void vectorsArePresent() {
    assertThat(Species.BITS).isPositive();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void forward(ConvShape shape) {
    float[] x = random(1, inputFloats(shape) + MARGIN);
    float[] w = random(2, ConvShapes.weights(shape));
    for (float[] bias : List.of(random(3, shape.outputs()), new float[0])) {
      float[] expected = random(4, outputFloats(shape) + 2 * MARGIN);
      float[] whole = expected.clone();
      float[] pieces = expected.clone();
      scalarConv.forward(shape, x, MARGIN, w, bias, expected, MARGIN, 0, shape.outHeight());
      simdConv.forward(shape, x, MARGIN, w, bias, whole, MARGIN, 0, shape.outHeight());
      for (int row = 0; row < shape.outHeight(); row += 2) {
        int rowTo = Math.min(row + 2, shape.outHeight());
        simdConv.forward(shape, x, MARGIN, w, bias, pieces, MARGIN, row, rowTo);
      }
      assertThat(bits(whole)).isEqualTo(bits(expected));
      assertThat(bits(pieces)).isEqualTo(bits(expected));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void inputGradient(ConvShape shape) {
    float[] dY = random(1, outputFloats(shape) + MARGIN);
    float[] w = random(2, ConvShapes.weights(shape));
    float[] expected = random(4, inputFloats(shape) + 2 * MARGIN);
    float[] whole = expected.clone();
    float[] pieces = expected.clone();
    scalarConv.inputGradient(shape, dY, MARGIN, w, expected, MARGIN, 0, shape.height());
    simdConv.inputGradient(shape, dY, MARGIN, w, whole, MARGIN, 0, shape.height());
    for (int row = 0; row < shape.height(); row += 3) {
      int rowTo = Math.min(row + 3, shape.height());
      simdConv.inputGradient(shape, dY, MARGIN, w, pieces, MARGIN, row, rowTo);
    }
    assertThat(bits(whole)).isEqualTo(bits(expected));
    assertThat(bits(pieces)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void weightGradient(ConvShape shape) {
    float[] x = random(1, inputFloats(shape) + MARGIN);
    float[] dY = random(2, outputFloats(shape) + MARGIN);
    for (int lanes : new int[] {1, 11, 16}) {
      poisonMissingLanes(x, lanes);
      poisonMissingLanes(dY, lanes);
      float[] expected =
          scalarConv.weightGradient(shape, x, MARGIN, dY, MARGIN, lanes, Integer.MAX_VALUE);
      assertThat(expected).doesNotContain(Float.NaN);
      int preferred = simd.weightGradientOutputs(shape, false);
      for (int outputs : new int[] {1, 3, preferred, Integer.MAX_VALUE}) {
        float[] actual = simdConv.weightGradient(shape, x, MARGIN, dY, MARGIN, lanes, outputs);
        assertThat(bits(actual)).isEqualTo(bits(expected));
      }
      x = random(1, x.length);
      dY = random(2, dY.length);
    }
  }

  @Test
  void negativeZerosSurvive() {
    ConvShape shape = ConvShapes.shape(1, 3, 3, 2, 3, 1, 1);
    float[] x = new float[inputFloats(shape)];
    float[] w = random(1, ConvShapes.weights(shape));
    float[] bias = {-0f, -0f};
    Arrays.fill(x, -0f);
    float[] expected = new float[outputFloats(shape)];
    float[] actual = new float[outputFloats(shape)];
    scalarConv.forward(shape, x, 0, w, bias, expected, 0, 0, 3);
    simdConv.forward(shape, x, 0, w, bias, actual, 0, 0, 3);
    assertThat(bits(actual)).isEqualTo(bits(expected));
  }

  private static void poisonMissingLanes(float[] slab, int lanes) {
    for (int i = MARGIN; i < slab.length; i++) {
      if ((i - MARGIN) % Slab.LANES >= lanes) {
        slab[i] = Float.NaN;
      }
    }
  }
}
