package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvKernels;

/// Dense layers as weighted sums with one row of terms; the other half of [SimdConv].
abstract sealed class SimdDense implements ConvKernels permits SimdConv {
  private static final float[] NO_BIAS = {};

  @Override
  public void denseForward(
      int inputs, int outputs, float[] x, int xAt, float[] w, float[] bias, float[] y, int yAt, int slabs) {
    for (int slab = 0; slab < slabs; slab++) {
      int xi = xAt + slab * inputs * LANES;
      int yi = yAt + slab * outputs * LANES;
      for (int o = 0; o < outputs; ) {
        int channels = SimdConvTiles.channels(outputs - o);
        SimdConvTiles.sums(
            channels, 1, x, xi, w, o * inputs, inputs, bias, o, y, yi + o * LANES, LANES,
            inputs, LANES, 1, 1, 0, 0, 1, 0, 0);
        o += channels;
      }
    }
  }

  @Override
  public void denseInputGradient(
      int inputs, int outputs, float[] dY, int dYAt, float[] w, float[] dX, int dXAt, int slabs) {
    for (int slab = 0; slab < slabs; slab++) {
      int dYi = dYAt + slab * outputs * LANES;
      int dXi = dXAt + slab * inputs * LANES;
      for (int i = 0; i < inputs; ) {
        int channels = SimdConvTiles.channels(inputs - i);
        SimdConvTiles.sums(
            channels, 1, dY, dYi, w, i, 1, NO_BIAS, 0, dX, dXi + i * LANES, LANES,
            outputs, LANES, inputs, 1, 0, 0, 1, 0, 0);
        i += channels;
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
  public void denseWeightGradient(
      int inputs, float[] xT, int xTAt, float[] dY, int dYAt, int lanes, int outFrom, int outTo, float[] part) {
    for (int o = outFrom; o < outTo; ) {
      int channels = SimdConvTiles.channels(outTo - o);
      int partAt = (o - outFrom) * inputs;
      int dYi = dYAt + o * LANES;
      if (inputs >= LANES) {
        for (int i = 0; i < inputs; i += LANES) {
          int at = Math.min(i, inputs - LANES);
          SimdConvTiles.sums(
              channels, 1, xT, xTAt + at, dY, dYi, LANES, NO_BIAS, 0, part, partAt + at, inputs,
              lanes, inputs, 1, 1, 0, 0, 1, 0, 0);
        }
      } else {
        narrowWeightGradient(channels, inputs, xT, xTAt, dY, dYi, lanes, part, partAt);
      }
      o += channels;
    }
  }

  private static void narrowWeightGradient(
      int channels, int inputs, float[] xT, int xTAt, float[] dY, int dYi, int lanes, float[] part, int partAt) {
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
