package org.evenkeel.kernel.simd;

import jdk.incubator.vector.FloatVector;
import org.evenkeel.kernel.Kernels;

/// The kernels on vectors, of the width that [Species] fixes for this process.
public final class SimdKernels {
  private SimdKernels() {}

  /// Returns the vector kernels; they hold no state.
  public static Kernels kernels() {
    return new Kernels(
        Species.BITS,
        new SimdConv(),
        new SimdDense(),
        new SimdElement(),
        new SimdReduce(),
        new SimdPool(),
        new SimdLoss(),
        new SimdNorm(),
        new SimdGroup());
  }

  /// Returns the width in bits that this processor prefers, without fixing the width used.
  public static int hardwareBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
