package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.NormKernels;
import org.evenkeel.kernel.NormKernels.Then;

/// Fused batch normalization on 6 channels of 24 x 24, behind LeNet's first convolution.
final class NormCalls {
  private static final int CHANNELS = 6;
  private static final int SIDE = 24;
  private static final int VALUES = CHANNELS * SIDE * SIDE;
  private static final int PLANE = SIDE * SIDE * LANES;

  private final NormKernels kernels;
  private final float[] x = floats(VALUES * LANES);
  private final float[] y = floats(VALUES * LANES);
  private final float[] dY = floats(VALUES * LANES);
  private final float[] dX = floats(VALUES * LANES);
  private final float[] pooled = floats(VALUES / 4 * LANES);
  private final float[] wide = floats(CHANNELS);
  private final float[] sum = new float[CHANNELS * LANES];
  private final float[] product = new float[CHANNELS * LANES];

  private NormCalls(Kernels kernels) {
    this.kernels = kernels.norm();
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    String name = "norm 6x24x24 ";
    cases.put(name + "sigmoid", k -> new NormCalls(k).normalize(Then.SIGMOID));
    cases.put(name + "relu", k -> new NormCalls(k).normalize(Then.RELU));
    cases.put(name + "sigmoid pool", k -> new NormCalls(k).normalizePool());
    cases.put(name + "dX", k -> new NormCalls(k).gradient());
    cases.put(name + "pooled dX", k -> new NormCalls(k).pooledGradient());
    cases.put(name + "sums", k -> new NormCalls(k).sums());
    cases.put(name + "pooled sums", k -> new NormCalls(k).pooledSums());
  }

  private KernelCall normalize(Then then) {
    return call(
        2 * VALUES,
        () -> {
          kernels.normalize(then, x, 0, wide, wide, wide, wide, y, 0, PLANE, CHANNELS, 0, PLANE);
          return y[0];
        });
  }

  private KernelCall normalizePool() {
    return call(
        2 * VALUES + VALUES / 4,
        () -> {
          kernels.normalizePool(
              Then.SIGMOID,
              x,
              0,
              wide,
              wide,
              wide,
              wide,
              y,
              0,
              pooled,
              0,
              CHANNELS,
              SIDE,
              SIDE,
              0,
              SIDE / 2);
          return pooled[0];
        });
  }

  private KernelCall gradient() {
    return call(
        3 * VALUES,
        () -> {
          kernels.normGradient(
              dY, 0, x, 0, wide, wide, wide, wide, wide, dX, 0, CHANNELS, SIDE, SIDE, 0, SIDE, sum);
          return dX[0];
        });
  }

  private KernelCall pooledGradient() {
    return call(
        3 * VALUES + VALUES / 4,
        () -> {
          kernels.pooledNormGradient(
              Then.SIGMOID,
              pooled,
              0,
              y,
              0,
              x,
              0,
              wide,
              wide,
              wide,
              wide,
              wide,
              dX,
              0,
              CHANNELS,
              SIDE,
              SIDE,
              0,
              SIDE,
              sum);
          return dX[0];
        });
  }

  private KernelCall sums() {
    return call(
        4 * VALUES,
        () -> {
          kernels.gradientSums(
              Then.SIGMOID,
              dY,
              0,
              y,
              0,
              x,
              0,
              wide,
              wide,
              dX,
              0,
              CHANNELS,
              SIDE,
              SIDE,
              0,
              SIDE,
              sum,
              product);
          return sum[0];
        });
  }

  private KernelCall pooledSums() {
    return call(
        2 * VALUES + VALUES / 4,
        () -> {
          kernels.pooledGradientSums(
              Then.SIGMOID,
              pooled,
              0,
              y,
              0,
              x,
              0,
              wide,
              wide,
              CHANNELS,
              SIDE,
              SIDE,
              0,
              SIDE,
              sum,
              product);
          return sum[0];
        });
  }

  private static KernelCall call(int values, KernelCall.Work work) {
    return new KernelCall(0, slabBytes(values), work);
  }
}
