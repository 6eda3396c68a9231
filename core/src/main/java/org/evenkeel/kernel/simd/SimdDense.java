package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.DenseKernels;

/// Dense layers written with vectors of [Species#FLOATS]; a lane of a vector is an example, in the weight gradient an input.
public final class SimdDense implements DenseKernels {
  private static final float[] NO_BIAS = {};
  private static final int LENGTH = Species.LENGTH;

  /// Creates the kernels; they hold no state.
  public SimdDense() {}

  @Override
  public void weightedSums(
      int terms,
      int results,
      float[] x,
      int xAt,
      float[] packed,
      float[] bias,
      float[] y,
      int yAt,
      int slabs) {
    int slab = 0;
    if (LENGTH == LANES) {
      for (; slab + 1 < slabs; slab += 2) {
        int xi = xAt + slab * terms * LANES;
        int yi = yAt + slab * results * LANES;
        SimdDenseTiles.pairs(
            terms, results, x, xi, terms * LANES, packed, bias, y, yi, results * LANES);
      }
    }
    for (; slab < slabs; slab++) {
      int xi = xAt + slab * terms * LANES;
      int yi = yAt + slab * results * LANES;
      if (LENGTH == LANES) {
        SimdDenseTiles.singles(terms, results, x, xi, packed, bias, y, yi);
      } else {
        for (int lane = 0; lane < LANES; lane += 2 * LENGTH) {
          SimdDenseTiles.pairs(
              terms, results, x, xi + lane, LENGTH, packed, bias, y, yi + lane, LENGTH);
        }
      }
    }
  }

  @Override
  public void transpose(int values, float[] x, int xAt, float[] xT, int xTAt) {
    for (int first = 0; first < values; first += LANES) {
      int end = Math.min(values, first + LANES);
      for (int lane = 0; lane < LANES; lane++) {
        for (int i = first; i < end; i++) {
          xT[xTAt + lane * values + i] = x[xAt + i * LANES + lane];
        }
      }
    }
  }

  /// Vectors run along the inputs, the terms are the lanes. The last vectors overlap their neighbours where the inputs do not
  /// fill them: the same sums are computed twice, to the same bits.
  @Override
  public void weightGradient(
      int inputs,
      float[] xT,
      int xTAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      float[] part) {
    float[] packed = SimdConvPacking.buffer(LANES);
    for (int o = outFrom; o < outTo; ) {
      int channels = SimdConvTiles.channels(outTo - o);
      int partAt = (o - outFrom) * inputs;
      int dYi = dYAt + o * LANES;
      if (inputs >= LANES) {
        SimdConvPacking.pack(channels, dY, dYi, LANES, 1, 0, lanes, packed);
        for (int i = 0; i < inputs; i += LANES) {
          int at = Math.min(i, inputs - LANES);
          SimdConvTiles.sums(
              channels,
              1,
              xT,
              xTAt + at,
              packed,
              0,
              NO_BIAS,
              0,
              part,
              partAt + at,
              inputs,
              lanes,
              inputs,
              channels,
              1,
              0,
              0,
              1,
              0,
              0);
        }
      } else {
        narrowWeightGradient(channels, inputs, xT, xTAt, dY, dYi, lanes, part, partAt);
      }
      o += channels;
    }
  }

  private static void narrowWeightGradient(
      int channels,
      int inputs,
      float[] xT,
      int xTAt,
      float[] dY,
      int dYi,
      int lanes,
      float[] part,
      int partAt) {
    for (int o = 0; o < channels; o++) {
      for (int i = 0; i < inputs; i++) {
        float sum = 0f;
        for (int lane = 0; lane < lanes; lane++) {
          sum = Math.fma(dY[dYi + o * LANES + lane], xT[xTAt + lane * inputs + i], sum);
        }
        part[partAt + o * inputs + i] = sum;
      }
    }
  }
}
