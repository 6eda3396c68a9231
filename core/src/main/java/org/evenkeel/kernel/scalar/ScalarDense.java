package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.Slab;

/// The dense half of the scalar kernels, shared by [ScalarConv].
abstract sealed class ScalarDense implements ConvKernels permits ScalarConv {
  private static final int LANES = Slab.LANES;

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
    for (int slab = 0; slab < slabs; slab++) {
      for (int o = 0; o < outputs; o++) {
        int yi = yAt + (slab * outputs + o) * LANES;
        Arrays.fill(y, yi, yi + LANES, bias.length == 0 ? 0f : bias[o]);
        for (int i = 0; i < inputs; i++) {
          multiplyAdd(w[o * inputs + i], x, xAt + (slab * inputs + i) * LANES, y, yi);
        }
      }
    }
  }

  @Override
  public void denseInputGradient(
      int inputs, int outputs, float[] dY, int dYAt, float[] w, float[] dX, int dXAt, int slabs) {
    for (int slab = 0; slab < slabs; slab++) {
      for (int i = 0; i < inputs; i++) {
        int dXi = dXAt + (slab * inputs + i) * LANES;
        Arrays.fill(dX, dXi, dXi + LANES, 0f);
        for (int o = 0; o < outputs; o++) {
          multiplyAdd(w[o * inputs + i], dY, dYAt + (slab * outputs + o) * LANES, dX, dXi);
        }
      }
    }
  }

  @Override
  public void transpose(int values, float[] x, int xAt, float[] xT, int xTAt) {
    for (int lane = 0; lane < LANES; lane++) {
      for (int i = 0; i < values; i++) {
        xT[xTAt + lane * values + i] = x[xAt + i * LANES + lane];
      }
    }
  }

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
    for (int o = outFrom; o < outTo; o++) {
      int at = (o - outFrom) * inputs;
      Arrays.fill(part, at, at + inputs, 0f);
      for (int lane = 0; lane < lanes; lane++) {
        float factor = dY[dYAt + o * LANES + lane];
        for (int i = 0; i < inputs; i++) {
          part[at + i] = Math.fma(factor, xT[xTAt + lane * inputs + i], part[at + i]);
        }
      }
    }
  }

  /// Computes y = fma(w, x, y) for the 16 lanes of one position.
  static void multiplyAdd(float w, float[] x, int xi, float[] y, int yi) {
    for (int lane = 0; lane < LANES; lane++) {
      y[yi + lane] = Math.fma(w, x[xi + lane], y[yi + lane]);
    }
  }
}
