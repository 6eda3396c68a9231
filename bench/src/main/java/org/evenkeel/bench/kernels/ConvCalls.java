package org.evenkeel.bench.kernels;

import static org.evenkeel.bench.kernels.KernelCall.floats;
import static org.evenkeel.bench.kernels.KernelCall.slabBytes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Kernels;

/// Convolutions: LeNet's two, a residual network's, and an odd one.
final class ConvCalls {
  private static final Map<String, ConvShape> SHAPES = new LinkedHashMap<>();

  static {
    SHAPES.put("1x28x28-6 5x5", new ConvShape(1, 28, 28, 6, 24, 24, 5, 5, 1, 1, 0, 0, 1));
    SHAPES.put("6x12x12-16 5x5", new ConvShape(6, 12, 12, 16, 8, 8, 5, 5, 1, 1, 0, 0, 1));
    SHAPES.put("16x32x32-16 3x3", new ConvShape(16, 32, 32, 16, 32, 32, 3, 3, 1, 1, 1, 1, 1));
    SHAPES.put("3x9x11-5 2x3", new ConvShape(3, 9, 11, 5, 8, 9, 2, 3, 1, 1, 0, 0, 1));
  }

  private final ConvKernels kernels;
  private final ConvShape shape;
  private final float[] x;
  private final float[] w;
  private final float[] y;

  private ConvCalls(Kernels kernels, ConvShape shape) {
    this.kernels = kernels.conv();
    this.shape = shape;
    x = floats(inputs(shape) * KernelCall.LANES);
    w = floats(shape.outputs() * shape.weightsPerOutput());
    y = floats(outputs(shape) * KernelCall.LANES);
  }

  static void add(Map<String, Function<Kernels, KernelCall>> cases) {
    SHAPES.forEach(
        (name, shape) -> {
          cases.put("conv " + name + " forward", k -> new ConvCalls(k, shape).forward());
          cases.put("conv " + name + " dX", k -> new ConvCalls(k, shape).inputGradient());
          cases.put("conv " + name + " dW", k -> new ConvCalls(k, shape).weightGradient());
        });
  }

  private KernelCall forward() {
    float[] prepared = new float[kernels.forwardWeights(shape)];
    kernels.prepareForward(shape, w, prepared);
    float[] bias = floats(shape.outputs());
    float[] scratch = new float[kernels.forwardScratch(shape)];
    return call(
        () -> {
          kernels.convForward(shape, x, 0, prepared, bias, y, 0, 0, shape.outHeight(), scratch);
          return y[0];
        });
  }

  private KernelCall inputGradient() {
    float[] prepared = new float[kernels.inputGradientWeights(shape)];
    kernels.prepareInputGradient(shape, w, prepared);
    float[] scratch = new float[kernels.inputGradientScratch(shape)];
    return call(
        () -> {
          kernels.convInputGradient(shape, y, 0, prepared, x, 0, 0, shape.height(), scratch);
          return x[0];
        });
  }

  /// All weights, tile by tile as a plan does.
  private KernelCall weightGradient() {
    int most = Math.min(kernels.weightGradientOutputs(shape, true), shape.outputs());
    int inputs = Math.min(kernels.weightGradientInputs(shape), shape.groupInputs());
    float[] sums = new float[kernels.weightGradientSums(shape, most, inputs)];
    float[] scratch = new float[kernels.weightGradientScratch(shape, most, inputs)];
    float[] gradient = new float[w.length];
    return call(
        () -> {
          for (int from = 0; from < shape.outputs(); from += most) {
            int to = Math.min(from + most, shape.outputs());
            for (int in = 0; in < shape.groupInputs(); in += inputs) {
              int inTo = Math.min(in + inputs, shape.groupInputs());
              kernels.convWeightGradient(
                  shape, x, 0, y, 0, KernelCall.LANES, from, to, in, inTo, sums, 0, scratch);
              int pieces = kernels.weightGradientPieces(shape, to - from);
              kernels.finishWeightGradient(shape, from, to, in, inTo, 0, pieces, sums, 0, gradient);
            }
          }
          return gradient[0];
        });
  }

  private KernelCall call(KernelCall.Work work) {
    long positions = (long) shape.outHeight() * shape.outWidth();
    long multiplyAdds = positions * shape.outputs() * shape.weightsPerOutput() * KernelCall.LANES;
    long bytes = slabBytes(inputs(shape) + (long) outputs(shape)) + (long) w.length * Float.BYTES;
    return new KernelCall(multiplyAdds, bytes, work);
  }

  private static int inputs(ConvShape shape) {
    return shape.inputs() * shape.height() * shape.width();
  }

  private static int outputs(ConvShape shape) {
    return shape.outputs() * shape.outHeight() * shape.outWidth();
  }
}
