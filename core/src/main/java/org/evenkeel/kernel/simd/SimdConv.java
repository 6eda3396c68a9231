package org.evenkeel.kernel.simd;

import org.evenkeel.kernel.ConvKernels;
import org.evenkeel.kernel.ConvShape;

/// Convolution kernels written with vectors of [Species#FLOATS]; a lane of a vector is an example.
///
/// Equal to the scalar kernels to the last bit: a register tile computes several chains side by side and reorders none.
public final class SimdConv implements ConvKernels {
  /// Creates the kernels; they hold no state.
  public SimdConv() {}

  @Override
  public void convForward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo) {
    SimdConvForward.rows(shape, x, xAt, w, bias, y, yAt, rowFrom, rowTo);
  }

  @Override
  public void convInputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] w,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo) {
    SimdConvInputGradient.rows(shape, dY, dYAt, w, dX, dXAt, rowFrom, rowTo);
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
      float[] part,
      float[] scratch) {
    SimdConvWeightGradient.slab(
        shape, x, xAt, dY, dYAt, lanes, outFrom, outTo, inFrom, inTo, part, scratch);
  }

  @Override
  public int weightGradientOutputs() {
    return 6;
  }
}
