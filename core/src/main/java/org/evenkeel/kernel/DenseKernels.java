package org.evenkeel.kernel;

/// Dense kernels. Source of the order of arithmetic: docs/NUMERICS.md, section 5.
public interface DenseKernels {
  /// Computes `y[r] = bias[r] + Σ w[r, i] · x[i]` over terms i for `slabs` slabs in a row: a dense layer's forward pass, and its input gradient where
  /// terms are outputs, results inputs and the bias is 0.
  ///
  /// @param terms values of x per example
  /// @param results values of y per example
  /// @param x read: slabs of (terms) at `xAt`
  /// @param xAt offset
  /// @param packed read: weights as [PackedWeights] describes
  /// @param bias read: (results)
  /// @param y written: slabs of (results) at `yAt`
  /// @param yAt offset
  /// @param slabs number of slabs
  void weightedSums(
      int terms,
      int results,
      float[] x,
      int xAt,
      float[] packed,
      float[] bias,
      float[] y,
      int yAt,
      int slabs);

  /// Writes one slab with examples as rows: `xT[lane * values + i] = x[i * 16 + lane]`.
  ///
  /// @param values values per example
  /// @param x read: one slab at `xAt`
  /// @param xAt offset
  /// @param xT written: (16, values) at `xTAt`
  /// @param xTAt offset
  void transpose(int values, float[] x, int xAt, float[] xT, int xTAt);

  /// Computes one slab's part of the weight gradient for outputs `outFrom` to `outTo` (exclusive).
  ///
  /// @param inputs input values
  /// @param xT read: one slab of x as written by [#transpose], at `xTAt`
  /// @param xTAt offset
  /// @param dY read: one slab of (outputs) at `dYAt`, in slab layout
  /// @param dYAt offset
  /// @param lanes lanes that hold an example
  /// @param outFrom first output
  /// @param outTo output to stop before
  /// @param part written: (outTo - outFrom, inputs), densely packed from index 0
  void weightGradient(
      int inputs,
      float[] xT,
      int xTAt,
      float[] dY,
      int dYAt,
      int lanes,
      int outFrom,
      int outTo,
      float[] part);
}
