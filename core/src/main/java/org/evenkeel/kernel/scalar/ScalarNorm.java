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
    normalize(then, x, xAt, hi, lo, scale, shift, y, yAt, height * row, channels, from, count);
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
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    start(rowFrom, channels, sum);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        for (int lane = 0; lane < LANES; lane++) {
          float rowSum = 0;
          for (int column = 0; column < width; column++) {
            int i = ((c * height + row) * width + column) * LANES + lane;
            float inner = Math.fma((x[xAt + i] - hi[c]) - lo[c], slope[c], shift[c]);
            float d = Math.fma(dY[dYAt + i], scale[c], inner);
            dX[dXAt + i] = d;
            rowSum += d;
          }
          sum[c * LANES + lane] += rowSum;
        }
      }
    }
  }

  @Override
  public void pooledNormGradient(
      Then then,
      float[] dP,
      int dPAt,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] hi,
      float[] lo,
      float[] scale,
      float[] slope,
      float[] shift,
      float[] dX,
      int dXAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    start(rowFrom, channels, sum);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        for (int lane = 0; lane < LANES; lane++) {
          float rowSum = 0;
          for (int column = 0; column < width; column++) {
            int i = ((c * height + row) * width + column) * LANES + lane;
            int half = (c * (height / 2) + row / 2) * (width / 2) + column / 2;
            float dY = Math.fma(dP[dPAt + half * LANES + lane], 0.25f, 0f);
            float dZ = activationGradient(then, dY, y, yAt + i);
            float inner = Math.fma((x[xAt + i] - hi[c]) - lo[c], slope[c], shift[c]);
            float d = Math.fma(dZ, scale[c], inner);
            dX[dXAt + i] = d;
            rowSum += d;
          }
          sum[c * LANES + lane] += rowSum;
        }
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
    start(rowFrom, channels, sum);
    start(rowFrom, channels, product);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        for (int lane = 0; lane < LANES; lane++) {
          float rowSum = 0;
          float rowProduct = 0;
          for (int column = 0; column < width; column++) {
            int i = ((c * height + row) * width + column) * LANES + lane;
            float d = dY[dYAt + i];
            if (then != Then.NOTHING) {
              d = activationGradient(then, d, y, yAt + i);
              dZ[dZAt + i] = d;
            }
            rowSum += d;
            rowProduct = Math.fma(d, (x[xAt + i] - hi[c]) - lo[c], rowProduct);
          }
          sum[c * LANES + lane] += rowSum;
          product[c * LANES + lane] += rowProduct;
        }
      }
    }
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
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum,
      float[] product) {
    start(rowFrom, channels, sum);
    start(rowFrom, channels, product);
    for (int c = 0; c < channels; c++) {
      for (int row = rowFrom; row < rowTo; row++) {
        for (int lane = 0; lane < LANES; lane++) {
          float rowSum = 0;
          float rowProduct = 0;
          for (int column = 0; column < width; column++) {
            int i = ((c * height + row) * width + column) * LANES + lane;
            int half = (c * (height / 2) + row / 2) * (width / 2) + column / 2;
            float dY = Math.fma(dP[dPAt + half * LANES + lane], 0.25f, 0f);
            float dZ = activationGradient(then, dY, y, yAt + i);
            rowSum += dZ;
            rowProduct = Math.fma(dZ, (x[xAt + i] - hi[c]) - lo[c], rowProduct);
          }
          sum[c * LANES + lane] += rowSum;
          product[c * LANES + lane] += rowProduct;
        }
      }
    }
  }

  private static float activationGradient(Then then, float dY, float[] y, int at) {
    return switch (then) {
      case NOTHING -> throw new IllegalArgumentException("no activation");
      case SIGMOID -> dY * Math.fma(-y[at], y[at], y[at]);
      case RELU -> y[at] > 0 ? dY : 0f;
    };
  }

  private static void start(int rowFrom, int channels, float[] sum) {
    if (rowFrom == 0) {
      Arrays.fill(sum, 0, channels * LANES, 0f);
    }
  }
}
