package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenkeel.kernel.ConvShapes.bits;
import static org.evenkeel.kernel.ConvShapes.random;

import java.util.Arrays;
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
    y.compare(actualY, false);
    dX.compare(actualDX, false);
  }

  /// One slab, fewer shards than 16, 16 shards, shards of several slabs, more than 16 slabs in a shard.
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 37, 251, 256, 261, 4200})
  void weightGradientsGiveEqualBits(int examples) {
    for (int inputs : new int[] {1, 5, 16, 21, 40}) {
      for (int outputs : new int[] {1, 5, 6, 13}) {
        if (inputs * outputs * examples <= 1 << 13
            || (Species.BITS <= 256 && (examples < 1000 || inputs == 21))) {
          float[] expected = random(3, outputs * inputs);
          float[] actual = random(4, outputs * inputs);
          weightGradient(scalar, inputs, outputs, examples, expected);
          weightGradient(simd, inputs, outputs, examples, actual);
          assertThat(bits(actual)).as("%d to %d", inputs, outputs).isEqualTo(bits(expected));
          assertThat(actual).doesNotContain(Float.NaN);
        }
      }
    }
  }

  /// Computes a gradient in two blocks of outputs; missing lanes hold NaN, and so does what the transposed copy held before.
  private static void weightGradient(
      DenseKernels kernels, int inputs, int outputs, int examples, float[] gradient) {
    int slabs = Slab.count(examples);
    float[] x = random(1, slabs * inputs * LANES);
    float[] dY = random(2, slabs * outputs * LANES);
    for (int lane = Slab.presentLanes(slabs - 1, examples); lane < LANES; lane++) {
      for (int i = 0; i < inputs; i++) {
        x[((slabs - 1) * inputs + i) * LANES + lane] = Float.NaN;
      }
      for (int o = 0; o < outputs; o++) {
        dY[((slabs - 1) * outputs + o) * LANES + lane] = Float.NaN;
      }
    }
    int panel = kernels.panel();
    float[] panels = new float[slabs * kernels.panelFloats(inputs)];
    Arrays.fill(panels, Float.NaN);
    for (int slab = 0; slab < slabs; slab++) {
      int at = slab * LANES * panel;
      kernels.transpose(inputs, x, slab * inputs * LANES, panels, at, slabs * LANES * panel);
    }
    float[] scratch = new float[DenseKernels.SCRATCH];
    int block = Math.max(1, outputs / 2);
    for (int from = 0; from < outputs; from += block) {
      int to = Math.min(outputs, from + block);
      for (int i = 0; i < inputs; i += panel) {
        int panelAt = i * LANES * slabs;
        kernels.weightGradient(
            inputs, outputs, panels, panelAt, dY, 0, examples, i, from, to, gradient, scratch);
      }
    }
  }

  @Test
  void weightGradientMatchesTheDefinition() {
    int inputs = 23;
    int outputs = 9;
    int examples = 37;
    float[] x = random(1, Slab.count(examples) * inputs * LANES);
    float[] dY = random(2, Slab.count(examples) * outputs * LANES);
    ConvReferenceTest.Sums dW = new ConvReferenceTest.Sums(inputs * outputs);
    for (int example = 0; example < examples; example++) {
      int slab = example / LANES;
      int lane = example % LANES;
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < inputs; i++) {
          float xi = x[(slab * inputs + i) * LANES + lane];
          dW.add(o * inputs + i, xi, dY[(slab * outputs + o) * LANES + lane]);
        }
      }
    }
    float[] actual = new float[inputs * outputs];
    weightGradient(scalar, inputs, outputs, examples, actual);
    dW.compare(actual, false);
  }

  private static float[] packRows(float[] w, int terms, int results) {
    float[] packed = new float[PackedWeights.floats(terms, results)];
    for (int tile = 0; tile < PackedWeights.tiles(results); tile++) {
      PackedWeights.packRows(terms, results, w, tile, packed);
    }
    return packed;
  }
}
