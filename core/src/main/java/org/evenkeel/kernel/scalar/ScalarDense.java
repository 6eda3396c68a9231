package org.evenkeel.kernel.scalar;

import java.util.Arrays;
import org.evenkeel.kernel.DenseKernels;
import org.evenkeel.kernel.PackedWeights;
import org.evenkeel.kernel.Slab;

/// Dense layers in plain Java, in the order of docs/NUMERICS.md, section 5.
public final class ScalarDense implements DenseKernels {
  private static final int LANES = Slab.LANES;

  /// Creates the kernels; they hold no state.
  public ScalarDense() {}

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
    int width = PackedWeights.width(results);
    for (int slab = 0; slab < slabs; slab++) {
      for (int r = 0; r < results; r++) {
        int yi = yAt + (slab * results + r) * LANES;
        int tile = r / PackedWeights.TILE;
        int wi = tile * terms * width + r - PackedWeights.first(tile, results);
        Arrays.fill(y, yi, yi + LANES, bias[r]);
        for (int i = 0; i < terms; i++) {
          float w = packed[wi + i * width];
          ScalarConv.multiplyAdd(w, x, xAt + (slab * terms + i) * LANES, y, yi);
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
}
