package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.DenseKernels;

/// Dense layers written with vectors of [Species#FLOATS]; a lane of a vector is an example, in the weight gradient an input.
public final class SimdDense implements DenseKernels {
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
  public int panel() {
    return SimdDenseWeightGradient.PANEL;
  }

  @Override
  public void transpose(int values, float[] x, int xAt, float[] panels, int at, int panelStride) {
    SimdTranspose.slab(values, x, xAt, panels, at, panelStride);
  }

  @Override
  public void weightGradient(
      int inputs,
      int outputs,
      float[] panels,
      int panelAt,
      float[] dY,
      int dYAt,
      int examples,
      int inFrom,
      int outFrom,
      int outTo,
      float[] gradient,
      float[] scratch) {
    SimdDenseWeightGradient.panel(
        inputs, outputs, panels, panelAt, dY, dYAt, examples, inFrom, outFrom, outTo, gradient,
        scratch);
  }
}
