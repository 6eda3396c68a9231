package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.Kernels;

/// Dense layers on the slabs of 256 examples: LeNet's first, the first of the MLP, and an odd one.
final class DenseCalls {
  private static final int SLABS = 16;

  private final ConvKernels kernels;
  private final int inputs;
  private final int outputs;
  private final float[] x;
  private final float[] w;
  private final float[] y;

  private DenseCalls(Kernels kernels, int inputs, int outputs) {
    this.kernels = kernels.conv();
    this.inputs = inputs;
    this.outputs = outputs;
    x = floats(inputs * LANES * SLABS);
    w = floats(inputs * outputs);
    y = floats(outputs * LANES * SLABS);
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    for (List<Integer> sizes : List.of(List.of(256, 120), List.of(784, 256), List.of(101, 13))) {
      int inputs = sizes.get(0);
      int outputs = sizes.get(1);
      String name = "dense " + inputs + "-" + outputs;
      cases.put(name + " forward", k -> new DenseCalls(k, inputs, outputs).forward());
      cases.put(name + " dX", k -> new DenseCalls(k, inputs, outputs).inputGradient());
      cases.put(name + " dW", k -> new DenseCalls(k, inputs, outputs).weightGradient());
    }
  }

  private KernelCall forward() {
    float[] bias = floats(outputs);
    return call(
        () -> {
          kernels.denseForward(inputs, outputs, x, 0, w, bias, y, 0, SLABS);
          return y[0];
        });
  }

  private KernelCall inputGradient() {
    return call(
        () -> {
          kernels.denseInputGradient(inputs, outputs, y, 0, w, x, 0, SLABS);
          return x[0];
        });
  }

  /// One slab after the other; x lies as rows of examples.
  private KernelCall weightGradient() {
    float[] part = new float[inputs * outputs];
    return call(
        () -> {
          for (int slab = 0; slab < SLABS; slab++) {
            kernels.denseWeightGradient(
                inputs,
                x,
                slab * inputs * LANES,
                y,
                slab * outputs * LANES,
                LANES,
                0,
                outputs,
                part);
          }
          return part[0];
        });
  }

  private KernelCall call(KernelCall.Work work) {
    long multiplyAdds = (long) inputs * outputs * LANES * SLABS;
    long bytes = slabBytes((inputs + (long) outputs) * SLABS) + (long) w.length * Float.BYTES;
    return new KernelCall(multiplyAdds, bytes, work);
  }
}
