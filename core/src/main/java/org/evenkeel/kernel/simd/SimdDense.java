package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvKernels;

/// Dense layers as weighted sums with one row of terms; the other half of [SimdConv].
abstract sealed class SimdDense implements ConvKernels permits SimdConv {
  private static final float[] NO_BIAS = {};
  private static final int LENGTH = Species.LENGTH;

  @Override
  public void denseForward(
      int inputs,
      int outputs,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int slabs) {
    int slab = 0;
    if (LENGTH == LANES) {
      for (; slab + 1 < slabs; slab += 2) {
        forward(
            inputs,
            outputs,
            x,
            xAt + slab * inputs * LANES,
            inputs * LANES,
            w,
            bias,
            y,
            yAt + slab * outputs * LANES,
            outputs * LANES);
      }
    }
    for (; slab < slabs; slab++) {
      int xi = xAt + slab * inputs * LANES;
      int yi = yAt + slab * outputs * LANES;
      if (LENGTH == LANES) {
        forwardLast(inputs, outputs, x, xi, w, bias, y, yi);
      } else {
        for (int lane = 0; lane < LANES; lane += 2 * LENGTH) {
          forward(inputs, outputs, x, xi + lane, LENGTH, w, bias, y, yi + lane, LENGTH);
        }
      }
    }
  }

  private static void forward(
      int inputs,
      int outputs,
      float[] x,
      int xAt,
      int xVector,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int yVector) {
    for (int o = 0; o < outputs; ) {
      int tile = SimdDenseTiles.outputs(outputs - o);
      SimdDenseTiles.pair(tile, inputs, x, xAt, xVector, w, bias, o, y, yAt + o * LANES, yVector);
      o += tile;
    }
  }

  private static void forwardLast(
      int inputs, int outputs, float[] x, int xAt, float[] w, float[] bias, float[] y, int yAt) {
    for (int o = 0; o < outputs; ) {
      int tile = SimdDenseTiles.outputs(outputs - o);
      SimdDenseTiles.single(tile, inputs, x, xAt, w, bias, o, y, yAt + o * LANES);
      o += tile;
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
            channels,
            1,
            dY,
            dYi,
            w,
            i,
            NO_BIAS,
            0,
            dX,
            dXi + i * LANES,
            LANES,
            outputs,
            LANES,
            inputs,
            1,
            0,
            0,
            1,
            0,
            0);
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
        SimdConvPacking.pack(channels, dY, dYi, LANES, 1, 0, lanes, packed, 0);
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
