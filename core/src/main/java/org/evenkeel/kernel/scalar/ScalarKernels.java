package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.Kernels;

/// The kernels in plain Java: the fallback where there are no vectors, with the same bits.
public final class ScalarKernels {
  private ScalarKernels() {}

  /// Returns the scalar kernels; they hold no state.
  public static Kernels kernels() {
    return new Kernels(
        0,
        new ScalarConv(),
        new ScalarDense(),
        new ScalarElement(),
        new ScalarReduce(),
        new ScalarPool(),
        new ScalarLoss(),
        new ScalarNorm(),
        new ScalarGroup());
  }
}
