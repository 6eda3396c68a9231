package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.ReduceKernels;

/// Reductions over 6 channels of 24 x 24, and the update of 30,720 parameters.
final class ReduceCalls {
  private static final int CHANNELS = 6;
  private static final int SIDE = 24;
  private static final int VALUES = CHANNELS * SIDE * SIDE;
  private static final int PARAMETERS = 30_720;

  private final ReduceKernels kernels;
  private final float[] x = floats(VALUES * LANES);
  private final float[] sum = new float[CHANNELS * LANES];

  private ReduceCalls(Kernels kernels) {
    this.kernels = kernels.reduce();
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    cases.put("reduce 6x24x24 sum", k -> new ReduceCalls(k).sum());
    cases.put("reduce 6x24x24 moments", k -> new ReduceCalls(k).moments());
    cases.put("reduce 30720 sgd", k -> new ReduceCalls(k).sgd());
  }

  private KernelCall sum() {
    return new KernelCall(
        0,
        slabBytes(VALUES),
        () -> {
          kernels.sum(x, 0, CHANNELS, SIDE, SIDE, 0, SIDE, sum);
          return sum[0];
        });
  }

  private KernelCall moments() {
    float[] shift = new float[CHANNELS * LANES];
    float[] squares = new float[CHANNELS * LANES];
    return new KernelCall(
        0,
        slabBytes(VALUES),
        () -> {
          kernels.moments(x, 0, CHANNELS, SIDE, SIDE, 0, SIDE, shift, sum, squares);
          return squares[0];
        });
  }

  private KernelCall sgd() {
    float[] w = floats(PARAMETERS);
    float[] g = floats(PARAMETERS);
    float[] velocity = {};
    return new KernelCall(
        0,
        3L * PARAMETERS * Float.BYTES,
        () -> {
          kernels.sgd(w, g, velocity, 0, PARAMETERS, 1e-6f, 0, 0);
          return w[0];
        });
  }
}
