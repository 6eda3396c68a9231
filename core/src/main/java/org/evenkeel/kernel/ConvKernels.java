package org.evenkeel.kernel;

/// Convolution kernels on one slab. Source of the order of arithmetic: docs/NUMERICS.md, section 5.
public interface ConvKernels {
  /// Returns the floats that [#prepareForward] writes.
  int forwardWeights(ConvShape shape);

  /// Brings weights into the order, or the form, in which [#convForward] reads them; once for each new value of the weights.
  ///
  /// @param shape sizes
  /// @param w read: (outputs, inputs / groups, kernelHeight, kernelWidth)
  /// @param prepared written: at least [#forwardWeights] floats
  void prepareForward(ConvShape shape, float[] w, float[] prepared);

  /// Returns the floats of scratch that [#convForward] needs.
  int forwardScratch(ConvShape shape);

  /// Computes rows `rowFrom` to `rowTo` (exclusive) of y, all output channels.
  ///
  /// @param shape sizes
  /// @param x read: one slab of (inputs, height, width) at `xAt`
  /// @param xAt offset
  /// @param prepared read: weights as [#prepareForward] wrote them
  /// @param bias read: (outputs), or an array of length 0 when there is none
  /// @param y written: one slab of (outputs, outHeight, outWidth) at `yAt`
  /// @param yAt offset
  /// @param rowFrom first row of y
  /// @param rowTo row of y to stop before
  /// @param scratch written
  void convForward(
      ConvShape shape,
      float[] x,
      int xAt,
      float[] prepared,
      float[] bias,
      float[] y,
      int yAt,
      int rowFrom,
      int rowTo,
      float[] scratch);

  /// Returns the floats that [#prepareInputGradient] writes.
  int inputGradientWeights(ConvShape shape);

  /// Brings weights into the order, or the form, in which [#convInputGradient] reads them.
  ///
  /// @param shape sizes
  /// @param w read: (outputs, inputs / groups, kernelHeight, kernelWidth)
  /// @param prepared written: at least [#inputGradientWeights] floats
  void prepareInputGradient(ConvShape shape, float[] w, float[] prepared);

  /// Returns the floats of scratch that [#convInputGradient] needs.
  int inputGradientScratch(ConvShape shape);

  /// Computes rows `rowFrom` to `rowTo` (exclusive) of dX, all input channels.
  ///
  /// @param shape sizes
  /// @param dY read: one slab of (outputs, outHeight, outWidth) at `dYAt`
  /// @param dYAt offset
  /// @param prepared read: weights as [#prepareInputGradient] wrote them
  /// @param dX written: one slab of (inputs, height, width) at `dXAt`
  /// @param dXAt offset
  /// @param rowFrom first row of dX
  /// @param rowTo row of dX to stop before
  /// @param scratch written
  void convInputGradient(
      ConvShape shape,
      float[] dY,
      int dYAt,
      float[] prepared,
      float[] dX,
      int dXAt,
      int rowFrom,
      int rowTo,
      float[] scratch);

  /// Returns how many output channels one call of [#convWeightGradient] should take at most, a measure of speed only.
  ///
  /// @param shape sizes
  /// @param whole whether one call after the other computes all weights on the same slab
  int weightGradientOutputs(ConvShape shape, boolean whole);

  /// Returns how many input channels of a group one call of [#convWeightGradient] takes.
  int weightGradientInputs(ConvShape shape);

  /// Returns the floats that one call of [#convWeightGradient] writes: (runs, pieces, floats of a piece's run). Gradients of a piece follow from its own sums.
  default int weightGradientSums(ConvShape shape, int outputs, int inputs) {
    return Winograd.maps(shape)
        ? Winograd.gradientSums(shape, outputs)
        : outputs * inputs * shape.kernelHeight() * shape.kernelWidth();
  }

  /// Returns the number of runs in [#weightGradientSums].
  default int weightGradientRuns(ConvShape shape) {
    return Winograd.maps(shape) ? Winograd.points(shape) : 1;
  }

  /// Returns the number of pieces in [#weightGradientSums].
  default int weightGradientPieces(ConvShape shape, int outputs) {
    return Winograd.maps(shape) ? shape.kernelHeight() : outputs;
  }

  /// Returns the floats of scratch that one call of [#convWeightGradient] needs.
  int weightGradientScratch(ConvShape shape, int outputs, int inputs);

  /// Computes one slab's part of the weight gradient for output channels `outFrom` to `outTo` (exclusive), all of one group,
  /// and the group's input channels `inFrom` to `inTo` (exclusive, counted inside the group), in the kernels' own order: such parts are
  /// added value by value, and [#finishWeightGradient] makes gradients of the sum.
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
  /// @param sums written: [#weightGradientSums] floats at `sumsAt`
  /// @param sumsAt offset
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
      float[] sums,
      int sumsAt,
      float[] scratch);

  /// Writes gradients whose sums were computed by [#convWeightGradient] to their place.
  ///
  /// @param shape sizes
  /// @param outFrom first output channel
  /// @param outTo output channel to stop before
  /// @param inFrom first input channel inside the group
  /// @param inTo input channel to stop before
  /// @param pieceFrom first piece of the sums: [#weightGradientPieces]
  /// @param pieceTo piece to stop before
  /// @param sums read: parts added up, at `sumsAt`
  /// @param sumsAt offset
  /// @param gradient written: (outputs, inputs / groups, kernelHeight, kernelWidth), these channels and pieces only
  default void finishWeightGradient(
      ConvShape shape,
      int outFrom,
      int outTo,
      int inFrom,
      int inTo,
      int pieceFrom,
      int pieceTo,
      float[] sums,
      int sumsAt,
      float[] gradient) {
    if (Winograd.maps(shape)) {
      Winograd.finishGradient(shape, outFrom, outTo, pieceFrom, pieceTo, sums, sumsAt, gradient);
      return;
    }
    int kernel = shape.kernelHeight() * shape.kernelWidth();
    int row = (inTo - inFrom) * kernel;
    for (int piece = pieceFrom; piece < pieceTo; piece++) {
      int to = ((outFrom + piece) * shape.groupInputs() + inFrom) * kernel;
      System.arraycopy(sums, sumsAt + piece * row, gradient, to, row);
    }
  }
}
