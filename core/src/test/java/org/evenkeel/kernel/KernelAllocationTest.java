package org.evenkeel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Vector kernels make no objects once compiled: a boxed vector would show here.
@Tag("allocation")
class KernelAllocationTest {
  private static final int CHANNELS = 4;
  private static final int SIDE = 8;
  private static final int PLANE = SIDE * SIDE * 16;

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final float[] a = KernelInputs.around(new SplittableRandom(1), CHANNELS * PLANE, 0, 2);
  private final float[] b = KernelInputs.around(new SplittableRandom(2), CHANNELS * PLANE, 0, 2);
  private final float[] y = new float[CHANNELS * PLANE];
  private final float[] wide = {1f, 2f, 3f, 4f};
  private final float[] sums = new float[16 * CHANNELS];
  private final float[] sums1 = new float[16 * CHANNELS];
  private final float[] sums2 = new float[16 * CHANNELS];
  private final double[] scratch = new double[16];
  private final double[] moments = new double[3];

  @Test
  void kernelsAllocateNothingAfterWarmUp() {
    calls()
        .forEach(
            (name, call) -> {
              // Compilation goes on in the background: a call has time until its code is there.
              long deadline = System.nanoTime() + 20_000_000_000L;
              long bytes;
              do {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1000; i++) {
                  call.run();
                }
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
              } while (bytes > 0 && System.nanoTime() < deadline);
              assertThat(bytes).as(name).isZero();
            });
  }

  private Map<String, Runnable> calls() {
    Map<String, Runnable> calls = new LinkedHashMap<>();
    Kernels simd = KernelInputs.simd();
    ElementKernels element = simd.element();
    int s = PLANE;
    for (UnaryOp op : UnaryOp.values()) {
      calls.put("unary " + op, () -> element.unary(op, a, 0, y, 0, s, CHANNELS, 0, s));
    }
    for (BinaryOp op : BinaryOp.values()) {
      calls.put(
          "binary " + op, () -> element.binary(op, a, 0, s, b, 0, s, y, 0, s, CHANNELS, 0, s));
    }
    calls.put(
        "wide",
        () -> element.binaryWide(BinaryOp.SUBTRACT, a, 0, s, wide, wide, y, 0, s, CHANNELS, 0, s));
    calls.put(
        "multiplyAddWide",
        () -> element.multiplyAddWide(a, 0, s, wide, wide, y, 0, s, CHANNELS, 0, s));
    calls.put("dropout", () -> element.dropout(1, 0.5, CHANNELS * SIDE, 0, a, 0, y, 0, 0, s));
    ReduceKernels reduce = simd.reduce();
    calls.put("sum", () -> reduce.sum(a, 0, CHANNELS, SIDE, SIDE, 0, SIDE, sums));
    calls.put(
        "sumProduct",
        () -> reduce.sumProduct(a, 0, s, b, 0, s, CHANNELS, SIDE, SIDE, 0, SIDE, sums));
    calls.put(
        "moments",
        () -> {
          reduce.moments(a, 0, CHANNELS, SIDE, SIDE, 0, SIDE, sums, sums1, sums2);
          LaneTree.moments(sums, sums1, sums2, 0, SIDE * SIDE, 13, scratch, moments, 0);
        });
    double[] lanes = new double[4 * Slab.LANES];
    double[] parts = new double[CHANNELS * LaneTree.MOMENTS];
    calls.put(
        "weightedMoments",
        () ->
            reduce.weightedMoments(a, 0, b, 0, CHANNELS, SIDE * SIDE, Slab.LANES, lanes, parts, 0));
    calls.put(
        "momentsOfValues",
        () -> reduce.momentsOfValues(a, 0, CHANNELS, Slab.LANES, lanes, parts, 0));
    calls.put("accumulate", () -> reduce.accumulate(sums, 0, b, 0, 50));
    calls.put("sgd", () -> reduce.sgd(y, b, sums, 0, 50, 0.1f, 0.9f, 0.1f));
    PoolShape half = new PoolShape(CHANNELS, SIDE, SIDE, 4, 4, 2, 2, 2, 2, 0, 0, false);
    PoolShape third = new PoolShape(CHANNELS, SIDE, SIDE, 4, 4, 3, 3, 2, 2, 1, 1, false);
    PoolKernels pool = simd.pool();
    for (PoolShape p : new PoolShape[] {half, third}) {
      calls.put("avgPool " + p, () -> pool.avgPool(p, a, 0, y, 0, 0, 4));
      calls.put("avgPoolGradient " + p, () -> pool.avgPoolGradient(p, a, 0, y, 0, 0, SIDE));
      calls.put("maxPool " + p, () -> pool.maxPool(p, a, 0, y, 0, 0, 4));
      calls.put("maxPoolGradient " + p, () -> pool.maxPoolGradient(p, a, 0, b, 0, y, 0, 0, SIDE));
    }
    LossKernels loss = simd.loss();
    calls.put("crossEntropy", () -> loss.crossEntropy(a, 0, 10, b, 0, y, 0));
    calls.put("gradient", () -> loss.crossEntropyGradient(a, 0, 10, b, 0, y, 0));
    calls.put("correct", () -> loss.correct(a, 0, 10, b, 0, y, 0));
    byte[] pixels = new byte[16 * 60];
    int[] order = new int[16];
    calls.put("load", () -> loss.load(pixels, 0, 60, order, 0, 13, y, 0));
    return calls;
  }
}
