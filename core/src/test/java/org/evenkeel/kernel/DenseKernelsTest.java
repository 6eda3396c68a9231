package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.ConvShapes.bits;
import static org.evenkeel.kernel.ConvShapes.random;

import org.evenkeel.kernel.scalar.ScalarDense;
import org.evenkeel.kernel.simd.SimdDense;
import org.evenkeel.kernel.simd.Species;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dense kernels: scalar against the definition in float64, SIMD against scalar to the last bit.
@Tag("width")
class DenseKernelsTest {
  private static final int LANES = Slab.LANES;

  /// Floats before and behind every slab, which no kernel may touch.
  private static final int MARGIN = 48;

  private final DenseKernels scalar = new ScalarDense();
  private final DenseKernels simd = new SimdDense();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void weightedSumsGiveEqualBits(int slabs) {
    for (int terms : new int[] {1, 2, 5, 16, 21, 84}) {
      for (int results : new int[] {1, 2, 5, 6, 7, 12, 13, 20, 84}) {
        if (terms * results <= 500 || Species.BITS <= 256) {
          float[] x = random(1, slabs * terms * LANES + MARGIN);
          float[] packed = packRows(random(2, results * terms), terms, results);
          float[] bias = random(3, results);
          float[] expected = random(4, slabs * results * LANES + 2 * MARGIN);
          float[] actual = expected.clone();
          scalar.weightedSums(terms, results, x, MARGIN, packed, bias, expected, MARGIN, slabs);
          simd.weightedSums(terms, results, x, MARGIN, packed, bias, actual, MARGIN, slabs);
          assertThat(bits(actual)).as("%d to %d", terms, results).isEqualTo(bits(expected));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 11, 12, 23})
  void forwardAndInputGradientMatchTheDefinition(int outputs) {
    int inputs = 9;
    int slabs = 2;
    float[] x = random(1, slabs * inputs * LANES);
    float[] w = random(2, inputs * outputs);
    float[] bias = random(3, outputs);
    float[] dY = random(4, slabs * outputs * LANES);
    ConvReferenceTest.Sums y = new ConvReferenceTest.Sums(dY.length);
    ConvReferenceTest.Sums dX = new ConvReferenceTest.Sums(x.length);
    for (int yi = 0; yi < dY.length; yi++) {
      int o = yi / LANES % outputs;
      int slab = yi / LANES / outputs;
      y.add(yi, bias[o], 1);
      for (int i = 0; i < inputs; i++) {
        int xi = (slab * inputs + i) * LANES + yi % LANES;
        y.add(yi, w[o * inputs + i], x[xi]);
        dX.add(xi, w[o * inputs + i], dY[yi]);
      }
    }
    float[] rows = packRows(w, inputs, outputs);
    float[] columns = new float[PackedWeights.floats(outputs, inputs)];
    for (int tile = 0; tile < PackedWeights.tiles(inputs); tile++) {
      PackedWeights.packColumns(outputs, inputs, w, tile, columns);
    }
    float[] actualY = new float[dY.length];
    float[] actualDX = new float[x.length];
    scalar.weightedSums(inputs, outputs, x, 0, rows, bias, actualY, 0, slabs);
    scalar.weightedSums(outputs, inputs, dY, 0, columns, new float[inputs], actualDX, 0, slabs);
    y.compare(actualY);
    dX.compare(actualDX);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16})
  void weightGradientsGiveEqualBits(int lanes) {
    for (int inputs : new int[] {1, 5, 16, 21, 84, 120}) {
      for (int outputs : new int[] {1, 5, 10}) {
        float[] x = random(1, inputs * LANES + MARGIN);
        float[] dY = random(2, outputs * LANES + MARGIN);
        poisonMissingLanes(x, lanes);
        poisonMissingLanes(dY, lanes);
        float[] xT = new float[x.length + MARGIN];
        float[] simdXT = new float[xT.length];
        scalar.transpose(inputs, x, MARGIN, xT, 7);
        simd.transpose(inputs, x, MARGIN, simdXT, 7);
        assertThat(bits(simdXT)).isEqualTo(bits(xT));
        int from = outputs / 3;
        float[] expected = random(3, (outputs - from) * inputs + MARGIN);
        float[] actual = expected.clone();
        scalar.weightGradient(inputs, xT, 7, dY, MARGIN, lanes, from, outputs, expected);
        simd.weightGradient(inputs, xT, 7, dY, MARGIN, lanes, from, outputs, actual);
        assertThat(bits(actual)).isEqualTo(bits(expected));
        assertThat(actual).doesNotContain(Float.NaN);
      }
    }
  }

  @Test
  void weightGradientMatchesTheDefinition() {
    int inputs = 23;
    int outputs = 9;
    int lanes = 5;
    float[] x = random(1, inputs * LANES);
    float[] dY = random(4, outputs * LANES);
    ConvReferenceTest.Sums dW = new ConvReferenceTest.Sums(inputs * outputs);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int lane = 0; lane < lanes; lane++) {
          dW.add(o * inputs + i, x[i * LANES + lane], dY[o * LANES + lane]);
        }
      }
    }
    float[] xT = new float[inputs * LANES];
    float[] actual = new float[inputs * outputs];
    scalar.transpose(inputs, x, 0, xT, 0);
    scalar.weightGradient(inputs, xT, 0, dY, 0, lanes, 0, outputs, actual);
    dW.compare(actual);
  }

  private static float[] packRows(float[] w, int terms, int results) {
    float[] packed = new float[PackedWeights.floats(terms, results)];
    for (int tile = 0; tile < PackedWeights.tiles(results); tile++) {
      PackedWeights.packRows(terms, results, w, tile, packed);
    }
    return packed;
  }

  private static void poisonMissingLanes(float[] slab, int lanes) {
    for (int i = MARGIN; i < slab.length; i++) {
      if ((i - MARGIN) % LANES >= lanes) {
        slab[i] = Float.NaN;
      }
    }
  }
}
