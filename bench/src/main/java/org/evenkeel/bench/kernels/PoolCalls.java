package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.PoolKernels;
import org.evenkeel.kernel.PoolShape;

/// Pooling by 2 x 2 of 6 channels of 24 x 24.
final class PoolCalls {
  private static final PoolShape SHAPE = new PoolShape(6, 24, 24, 12, 12, 2, 2, 2, 2, 0, 0, false);
  private static final int INPUTS = 6 * 24 * 24;
  private static final int OUTPUTS = 6 * 12 * 12;

  private final PoolKernels kernels;
  private final float[] x = floats(INPUTS * LANES);
  private final float[] y = floats(OUTPUTS * LANES);
  private final float[] dX = floats(INPUTS * LANES);

  private PoolCalls(Kernels kernels) {
    this.kernels = kernels.pool();
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    cases.put("pool 6x24x24 average", k -> new PoolCalls(k).average());
    cases.put("pool 6x24x24 average dX", k -> new PoolCalls(k).averageGradient());
    cases.put("pool 6x24x24 maximum", k -> new PoolCalls(k).maximum());
    cases.put("pool 6x24x24 maximum dX", k -> new PoolCalls(k).maximumGradient());
  }

  private KernelCall average() {
    return call(
        INPUTS + OUTPUTS,
        () -> {
          kernels.avgPool(SHAPE, x, 0, y, 0, 0, SHAPE.outHeight());
          return y[0];
        });
  }

  private KernelCall averageGradient() {
    return call(
        INPUTS + OUTPUTS,
        () -> {
          kernels.avgPoolGradient(SHAPE, y, 0, dX, 0, 0, SHAPE.height());
          return dX[0];
        });
  }

  private KernelCall maximum() {
    return call(
        INPUTS + OUTPUTS,
        () -> {
          kernels.maxPool(SHAPE, x, 0, y, 0, 0, SHAPE.outHeight());
          return y[0];
        });
  }

  private KernelCall maximumGradient() {
    return call(
        2 * INPUTS + OUTPUTS,
        () -> {
          kernels.maxPoolGradient(SHAPE, x, 0, y, 0, dX, 0, 0, SHAPE.height());
          return dX[0];
        });
  }

  private static KernelCall call(int values, KernelCall.Work work) {
    return new KernelCall(0, slabBytes(values), work);
  }
}
