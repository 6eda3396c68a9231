package org.evenkeel.kernel.simd;

import org.evenkeel.kernel.Slab;

/// Writes slabs with examples as rows.
final class SimdTranspose {
  private static final int LANES = Slab.LANES;
  private static final int PANEL = SimdDenseWeightGradient.PANEL;

  private SimdTranspose() {}

  /// Writes one slab into panels, arguments as in [org.evenkeel.kernel.DenseKernels#transpose].
  static void slab(int values, float[] x, int xAt, float[] panels, int at, int panelStride) {
    for (int first = 0; first < values; first += LANES) {
      int to = at + first / PANEL * panelStride + first % PANEL;
      int count = Math.min(LANES, values - first);
      for (int lane = 0; lane < LANES; lane++) {
        for (int i = 0; i < count; i++) {
          panels[to + lane * PANEL + i] = x[xAt + (first + i) * LANES + lane];
        }
      }
    }
  }
}
