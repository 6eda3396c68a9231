package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.ReduceKernels;
import org.evenkeel.kernel.Slab;

/// Sums over positions, and updates, in plain Java. Source: docs/NUMERICS.md, sections 6 and 9.
public final class ScalarReduce implements ReduceKernels {
  private static final int LANES = Slab.LANES;

  /// Makes the kernels; they hold no state.
  public ScalarReduce() {}

  @Override
  public void sum(
      float[] x,
      int xAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      for (int h = rowFrom; h < rowTo; h++) {
        int at = xAt + (c * height + h) * row;
        for (int lane = 0; lane < LANES; lane++) {
          float r = rowSum(x, at + lane, row);
          int i = c * LANES + lane;
          sum[i] = (h == 0 ? 0f : sum[i]) + r;
        }
      }
    }
  }

  @Override
  public void sumProduct(
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] sum) {
    int row = width * LANES;
    for (int c = 0; c < channels; c++) {
      for (int h = rowFrom; h < rowTo; h++) {
        int ac = aAt + c * aStride + h * row;
        int bc = bAt + c * bStride + h * row;
        for (int lane = 0; lane < LANES; lane++) {
          float r = 0f;
          for (int w = lane; w < row; w += LANES) {
            r = Math.fma(a[ac + w], b[bc + w], r);
          }
          int i = c * LANES + lane;
          sum[i] = (h == 0 ? 0f : sum[i]) + r;
        }
      }
    }
  }

  @Override
  public void moments(
      float[] x,
      int xAt,
      int channels,
      int height,
      int width,
      int rowFrom,
      int rowTo,
      float[] shift,
      float[] s1,
      float[] s2) {
    int row = width * LANES;
    float share = (float) (1.0 / width);
    for (int c = 0; c < channels; c++) {
      for (int h = rowFrom; h < rowTo; h++) {
        int at = xAt + (c * height + h) * row;
        for (int lane = 0; lane < LANES; lane++) {
          int i = c * LANES + lane;
          if (h == 0) {
            shift[i] = rowSum(x, at + lane, row) * share;
            s1[i] = 0f;
            s2[i] = 0f;
          }
          float k = shift[i];
          float r1 = 0f;
          float r2 = 0f;
          for (int w = lane; w < row; w += LANES) {
            float d = x[at + w] - k;
            r1 += d;
            r2 = Math.fma(d, d, r2);
          }
          s1[i] += r1;
          s2[i] += r2;
        }
      }
    }
  }

  private static float rowSum(float[] x, int at, int row) {
    float r = 0f;
    for (int w = 0; w < row; w += LANES) {
      r += x[at + w];
    }
    return r;
  }

  @Override
  public void accumulate(float[] sum, int at, float[] part, int partAt, int count) {
    for (int i = 0; i < count; i++) {
      sum[at + i] += part[partAt + i];
    }
  }

  @Override
  public void sgd(
      float[] w,
      float[] g,
      float[] velocity,
      int from,
      int count,
      float rate,
      float momentum,
      float decay) {
    for (int i = from; i < from + count; i++) {
      float step = decay == 0f ? g[i] : Math.fma(decay, w[i], g[i]);
      if (momentum != 0f) {
        step = Math.fma(momentum, velocity[i], step);
        velocity[i] = step;
      }
      w[i] = Math.fma(-rate, step, w[i]);
    }
  }
}
