package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.LANES;
import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.DenseKernels;
import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.PackedWeights;

/// Dense layers on the slabs of 256 examples: LeNet's first, the first of the MLP, and an odd one.
final class DenseCalls {
  private static final int SLABS = 16;

  private final DenseKernels kernels;
  private final int inputs;
  private final int outputs;
  private final float[] x;
  private final float[] w;
  private final float[] y;

  private DenseCalls(Kernels kernels, int inputs, int outputs) {
    this.kernels = kernels.dense();
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
    float[] packed = new float[PackedWeights.floats(inputs, outputs)];
    for (int tile = 0; tile < PackedWeights.tiles(outputs); tile++) {
      PackedWeights.packRows(inputs, outputs, w, tile, packed);
    }
    float[] bias = floats(outputs);
    return call(
        () -> {
          kernels.weightedSums(inputs, outputs, x, 0, packed, bias, y, 0, SLABS);
          return y[0];
        });
  }

  private KernelCall inputGradient() {
    float[] packed = new float[PackedWeights.floats(outputs, inputs)];
    for (int tile = 0; tile < PackedWeights.tiles(inputs); tile++) {
      PackedWeights.packColumns(outputs, inputs, w, tile, packed);
    }
    float[] bias = new float[inputs];
    return call(
        () -> {
          kernels.weightedSums(outputs, inputs, y, 0, packed, bias, x, 0, SLABS);
          return x[0];
        });
  }

  /// Panel by panel over all slabs; the panels are there already.
  private KernelCall weightGradient() {
    int panel = kernels.panel();
    int panels = Math.ceilDiv(inputs, panel);
    int stride = panel * LANES * SLABS;
    float[] copies = new float[panels * stride];
    for (int slab = 0; slab < SLABS; slab++) {
      kernels.transpose(inputs, x, slab * inputs * LANES, copies, slab * LANES * panel, stride);
    }
    float[] gradient = new float[inputs * outputs];
    float[] scratch = new float[DenseKernels.SCRATCH];
    return call(
        () -> {
          for (int p = 0; p < panels; p++) {
            kernels.weightGradient(
                inputs,
                outputs,
                copies,
                p * stride,
                y,
                0,
                SLABS * LANES,
                p * panel,
                0,
                outputs,
                gradient,
                scratch);
          }
          return gradient[0];
        });
  }

  private KernelCall call(KernelCall.Work work) {
    long multiplyAdds = (long) inputs * outputs * LANES * SLABS;
    long bytes = slabBytes((inputs + (long) outputs) * SLABS) + (long) w.length * Float.BYTES;
    return new KernelCall(multiplyAdds, bytes, work);
  }
}
