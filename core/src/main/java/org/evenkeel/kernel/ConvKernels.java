package org.evenkeel.kernel;

/// Convolution kernels on one slab. Source of the order of arithmetic: docs/NUMERICS.md, section 5.
public interface ConvKernels {
  /// Computes rows `rowFrom` to `rowTo` (exclusive) of y, all output channels.
  ///
  /// @param shape sizes
  /// @param x read: one slab of (inputs, height, width) at `xAt`
  /// @param xAt offset
  /// @param w read: (outputs, inputs / groups, kernelHeight, kernelWidth)
  /// @param bias read: (outputs), or an array of length 0 when there is none
  /// @param y written: one slab of (outputs, outHeight, outWidth) at `yAt`
  /// @param yAt offset
  /// @param rowFrom first row of y
  /// @param rowTo row of y to stop before
  void convForward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] w,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo);

  /// Computes rows `rowFrom` to `rowTo` (exclusive) of dX, all input channels.
  ///
  /// @param shape sizes
  /// @param dY read: one slab of (outputs, outHeight, outWidth) at `dYAt`
  /// @param dYAt offset
  /// @param w read: weights
  /// @param dX written: one slab of (inputs, height, width) at `dXAt`
  /// @param dXAt offset
  /// @param rowFrom first row of dX
  /// @param rowTo row of dX to stop before
  void convInputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] w,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo);

  /// Computes one slab's part of the weight gradient for output channels `outFrom` to `outTo` (exclusive), all of one group,
  /// and the group's input channels `inFrom` to `inTo` (exclusive, counted inside the group), lanes already summed.
  ///
  /// @param shape sizes
  /// @param x read: one slab of (inputs, height, width) at `xAt`
  /// @param xAt offset
  /// @param dY read: one slab of (outputs, outHeight, outWidth) at `dYAt`
  /// @param dYAt offset
  /// @param lanes lanes that hold an example
  /// @param outFrom first output channel
  /// @param outTo output channel to stop before
  /// @param inFrom first input channel inside the group
  /// @param inTo input channel to stop before
  /// @param part written: (outTo - outFrom, inTo - inFrom, kernelHeight, kernelWidth), densely packed from index 0
  /// @param scratch written: at least [#weightGradientScratch] floats
  void convWeightGradient(
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
      float[] scratch);

  /// Returns how many output channels one task of the weight gradient should take, a measure of speed only.
  default int weightGradientOutputs() {
    return 4;
  }

  /// Returns how many floats of scratch one call of [#convWeightGradient] needs for a tile of `weights` weights.
  default int weightGradientScratch(int weights) {
    return weights * Slab.LANES;
  }
}
