package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.LossKernels;

/// Softmax cross-entropy over ten classes, and the loading of 28 x 28 pixels.
final class LossCalls {
  private static final int CLASSES = 10;
  private static final int PIXELS = 28 * 28;

  private final LossKernels kernels;
  private final float[] logits = floats(CLASSES * LANES);
  private final float[] labels = new float[LANES];
  private final float[] result = new float[CLASSES * LANES];

  private LossCalls(Kernels kernels) {
    this.kernels = kernels.loss();
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    cases.put("loss 10 forward", k -> new LossCalls(k).forward());
    cases.put("loss 10 gradient", k -> new LossCalls(k).gradient());
    cases.put("loss 28x28 load", k -> new LossCalls(k).load());
  }

  private KernelCall forward() {
    return new KernelCall(
        0,
        slabBytes(CLASSES + 2),
        () -> {
          kernels.crossEntropy(logits, 0, CLASSES, labels, 0, result, 0);
          return result[0];
        });
  }

  private KernelCall gradient() {
    return new KernelCall(
        0,
        slabBytes(2 * CLASSES + 1),
        () -> {
          kernels.crossEntropyGradient(logits, 0, CLASSES, labels, 0, result, 0);
          return result[0];
        });
  }

  private KernelCall load() {
    byte[] pixels = new byte[PIXELS * LANES];
    int[] order = IntStream.range(0, LANES).toArray();
    float[] x = new float[PIXELS * LANES];
    return new KernelCall(
        0,
        (long) pixels.length * (1 + Float.BYTES),
        () -> {
          kernels.load(pixels, 0, PIXELS, order, 0, LANES, x, 0);
          return x[0];
        });
  }
}
