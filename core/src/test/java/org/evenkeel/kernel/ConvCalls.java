package org.evenkeel.kernel;

import java.util.Arrays;

/// Convolution kernels called as the plan calls them: weights prepared, scratch filled with garbage.
final class ConvCalls {
  private final ConvKernels kernels;

  ConvCalls(ConvKernels kernels) {
    this.kernels = kernels;
  }

  void forward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo) {
    float[] prepared = new float[kernels.forwardWeights(shape)];
    kernels.prepareForward(shape, w, prepared);
    float[] scratch = garbage(kernels.forwardScratch(shape));
    kernels.convForward(shape, x, xAt, prepared, bias, y, yAt, rowFrom, rowTo, scratch);
  }

  void inputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] w,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo) {
    float[] prepared = new float[kernels.inputGradientWeights(shape)];
    kernels.prepareInputGradient(shape, w, prepared);
    float[] scratch = garbage(kernels.inputGradientScratch(shape));
    kernels.convInputGradient(shape, dY, dYAt, prepared, dX, dXAt, rowFrom, rowTo, scratch);
  }

  /// Returns the gradients of all weights, computed by tiles of at most `outputs` output channels.
  float[] weightGradient(
      ConvShape shape, float[] x, int xAt, float[] dY, int dYAt, int lanes, int outputs) {
    float[] gradient = new float[ConvShapes.weights(shape)];
    Arrays.fill(gradient, Float.NaN);
    int inputs = Math.min(kernels.weightGradientInputs(shape), shape.groupInputs());
    int margin = 5;
    for (int group = 0; group < shape.groups(); group++) {
      int end = (group + 1) * shape.groupOutputs();
      for (int from = group * shape.groupOutputs(); from < end; from += Math.min(outputs, end)) {
        int to = (int) Math.min((long) from + outputs, end);
        for (int i = 0; i < shape.groupInputs(); i += inputs) {
          int inTo = Math.min(i + inputs, shape.groupInputs());
          float[] sums =
              garbage(kernels.weightGradientSums(shape, to - from, inTo - i) + 2 * margin);
          float[] scratch = garbage(kernels.weightGradientScratch(shape, to - from, inTo - i));
          kernels.convWeightGradient(
              shape, x, xAt, dY, dYAt, lanes, from, to, i, inTo, sums, margin, scratch);
          for (int piece = kernels.weightGradientPieces(shape, to - from) - 1;
              piece >= 0;
              piece--) {
            kernels.finishWeightGradient(
                shape, from, to, i, inTo, piece, piece + 1, sums, margin, gradient);
          }
        }
      }
    }
    return gradient;
  }

  private static float[] garbage(int count) {
    float[] values = new float[count];
    Arrays.fill(values, Float.NaN);
    return values;
  }
}
