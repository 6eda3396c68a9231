package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.FloatMath;
import org.evenkeel.kernel.NormKernels;
import org.evenkeel.kernel.Slab;

/// Fused normalization in plain Java.
final class ScalarNorm implements NormKernels {
  private static final int LANES = Slab.LANES;

  @Override
  public void normalize(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      int stride,
      int channels,
      int from,
      int count) {
    for (int c = 0; c < channels; c++) {
      int at = c * stride + from;
      for (int i = at; i < at + count; i++) {
        float z = Math.fma((x[xAt + i] - hi[c]) - lo[c], scale[c], shift[c]);
        y[yAt + i] =
            switch (then) {
              case NOTHING -> z;
              case SIGMOID -> FloatMath.sigmoid(z);
              case RELU -> z <= 0 ? 0f : z;
            };
      }
    }
  }

  @Override
  public void normalizePool(
      Then then,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] shift,
      float[] y,
      int yAt,
      float[] p,
      int pAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo) {
    int row = width * LANES;
    int from = 2 * rowFrom * row;
    int count = 2 * (rowTo - rowFrom) * row;
    normalize(
        then, x, xAt, hi, lo, scale, shift, y, yAt, height * row, channels, from, count);
    for (int c = 0; c < channels; c++) {
      for (int r = rowFrom; r < rowTo; r++) {
        int to = pAt + (c * (height / 2) + r) * (row / 2);
        for (int i = 0; i < row / 2; i++) {
          int at = yAt + (c * height + 2 * r) * row + i / LANES * 2 * LANES + i % LANES;
          float sum = 0f + y[at] + y[at + LANES] + y[at + row] + y[at + row + LANES];
          p[to + i] = sum * 0.25f;
        }
      }
    }
  }

  @Override
  public void normGradient(
      float[] dY,
      int dYAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int stride,
      int channels,
      int from,
      int count) {
    for (int c = 0; c < channels; c++) {
      int at = c * stride + from;
      for (int i = at; i < at + count; i++) {
        float inner = Math.fma((x[xAt + i] - hi[c]) - lo[c], slope[c], shift[c]);
        dX[dXAt + i] = Math.fma(dY[dYAt + i], scale[c], inner);
      }
    }
  }

  @Override
  public void gradientSums(
      Then then,
      float[] dY,
      int dYAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    sums(
        then, dY, dYAt, false, y, yAt, x, xAt, hi, lo, dZ, dZAt, channels, height, width, rowFrom,
        rowTo, sum, product);
  }

  @Override
  public void pooledGradientSums(
      Then then,
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    sums(
        then, dP, dPAt, true, y, yAt, x, xAt, hi, lo, dZ, dZAt, channels, height, width, rowFrom,
        rowTo, sum, product);
  }

  private static void sums(
      Then then,
      float[] d,
      int dAt,
      boolean pooled,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] dZ,
      int dZAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
      Arrays.fill(product, 0, channels * LANES, 0f);
    }
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        for (int lane = 0; lane < LANES; lane++) {
          float rowSum = 0;
          float rowProduct = 0;
          for (int column = 0; column < width; column++) {
            int i = ((c * height + row) * width + column) * LANES + lane;
            int half = (c * (height / 2) + row / 2) * (width / 2) + column / 2;
            float dy = pooled ? Math.fma(d[dAt + half * LANES + lane], 0.25f, 0f) : d[dAt + i];
            float dz =
                switch (then) {
                  case NOTHING -> throw new IllegalArgumentException("no activation");
                  case SIGMOID -> dy * Math.fma(-y[yAt + i], y[yAt + i], y[yAt + i]);
                  case RELU -> y[yAt + i] > 0 ? dy : 0f;
                };
            dZ[dZAt + i] = dz;
            rowSum += dz;
            rowProduct = Math.fma(dz, (x[xAt + i] - hi[c]) - lo[c], rowProduct);
          }
          sum[c * LANES + lane] += rowSum;
          product[c * LANES + lane] += rowProduct;
        }
      }
    }
  }
}
