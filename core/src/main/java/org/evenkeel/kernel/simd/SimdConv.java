package org.evenkeel.kernel.simd;

import static org.evenkeel.kernel.Slab.LANES;

import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;
import org.evenkeel.kernel.Winograd;

/// Convolution kernels written with vectors of [Species#FLOATS]; a lane of a vector is an example.
///
/// Equal to the scalar kernels to the last bit: a register tile computes several chains side by side and reorders none.
public final class SimdConv implements ConvKernels {
  /// Creates the kernels; they hold no state.
  public SimdConv() {}

  @Override
  public int forwardWeights(ConvShape shape) {
    return Winograd.maps(shape)
        ? Winograd.forwardWeights(shape)
        : shape.outputs() * shape.weightsPerOutput();
  }

  @Override
  public void prepareForward(ConvShape shape, float[] w, float[] prepared) {
    if (Winograd.maps(shape)) {
      Winograd.prepareForward(shape, w, prepared);
    } else {
      SimdConvForward.prepare(shape, w, prepared);
    }
  }

  @Override
  public int forwardScratch(ConvShape shape) {
    if (Winograd.appliesToPlane(shape)) {
      return SimdWinogradPlane.scratch(shape);
    }
    return Winograd.applies(shape) ? SimdWinograd.forwardScratch(shape) : 0;
  }

  @Override
  public void convForward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    if (Winograd.applies(shape)) {
      SimdWinograd.forward(shape, x, xAt, prepared, bias, y, yAt, rowFrom, rowTo, scratch);
    } else if (Winograd.appliesToPlane(shape)) {
      SimdWinogradPlane.forward(shape, x, xAt, prepared, bias, y, yAt, rowFrom, rowTo, scratch);
    } else {
      SimdConvForward.rows(shape, x, xAt, prepared, bias, y, yAt, rowFrom, rowTo);
    }
  }

  @Override
  public int inputGradientWeights(ConvShape shape) {
    return Winograd.applies(shape)
        ? Winograd.inputGradientWeights(shape)
        : shape.outputs() * shape.weightsPerOutput();
  }

  @Override
  public void prepareInputGradient(ConvShape shape, float[] w, float[] prepared) {
    if (Winograd.applies(shape)) {
      Winograd.prepareInputGradient(shape, w, prepared);
    } else {
      SimdConvInputGradient.prepare(shape, w, prepared);
    }
  }

  @Override
  public int inputGradientScratch(ConvShape shape) {
    return Winograd.applies(shape) ? SimdWinograd.inputGradientScratch(shape) : 0;
  }

  @Override
  public void convInputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] prepared,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo,
      float[] scratch) {
    if (Winograd.applies(shape)) {
      SimdWinograd.inputGradient(shape, dY, dYAt, prepared, dX, dXAt, rowFrom, rowTo, scratch);
    } else {
      SimdConvInputGradient.rows(shape, dY, dYAt, prepared, dX, dXAt, rowFrom, rowTo);
    }
  }

  @Override
  public int weightGradientOutputs(ConvShape shape, boolean whole) {
    if (Winograd.applies(shape)) {
      return whole ? shape.groupOutputs() : LANES;
    }
    return whole && Winograd.appliesToPlane(shape) ? shape.groupOutputs() : 6;
  }

  @Override
  public int weightGradientInputs(ConvShape shape) {
    return Winograd.applies(shape) ? shape.groupInputs() : 1;
  }

  @Override
  public int weightGradientScratch(ConvShape shape, int outputs, int inputs) {
    if (Winograd.appliesToPlane(shape)) {
      return SimdWinogradPlaneWeights.scratch(shape, outputs);
    }
    return Winograd.applies(shape)
        ? SimdWinogradWeights.scratch(shape)
        : outputs * inputs * shape.kernelHeight() * shape.kernelWidth() * LANES;
  }

  @Override
  public void convWeightGradient(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      int inFrom,
      int inTo,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    if (Winograd.applies(shape)) {
      SimdWinogradWeights.slab(
          shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, sums, sumsAt, scratch);
    } else if (Winograd.appliesToPlane(shape)) {
      SimdWinogradPlaneWeights.slab(
          shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, sums, sumsAt, scratch);
    } else {
      SimdConvWeightGradient.slab(
          shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, inFrom, inTo, sums, sumsAt, scratch);
    }
  }
}
