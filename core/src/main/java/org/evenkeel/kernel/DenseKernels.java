package org.evenkeel.kernel;

/// Dense kernels. Source of the order of arithmetic: docs/NUMERICS.md, section 5.
public interface DenseKernels {
  /// Floats of scratch for [#weightGradient]: behind [Slab#FRONT] 12 vectors for each shard, and for each of 16 slabs of a shard.
  int SCRATCH = Slab.FRONT + 2 * ShardTree.MAX_SHARDS * 2 * PackedWeights.TILE * Slab.LANES;

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

  /// Returns how many inputs a panel holds: a multiple of 16.
  default int panel() {
    return Slab.LANES;
  }

  /// Returns how many floats of a whole batch's panels one slab takes.
  ///
  /// @param values values per example
  default int panelFloats(int values) {
    return Math.ceilDiv(values, panel()) * panel() * Slab.LANES;
  }

  /// Writes one slab with examples as rows, for the weight gradient: value i of a lane goes to
  /// `at + i / panel * panelStride + lane * panel + i % panel`. Places for values that do not exist may be left as they are.
  ///
  /// @param values values per example
  /// @param x read: one slab at `xAt`
  /// @param xAt offset
  /// @param panels written
  /// @param at offset of the slab in the first panel: slab · 16 · panel
  /// @param panelStride floats from panel to panel
  void transpose(int values, float[] x, int xAt, float[] panels, int at, int panelStride);

  /// Computes the gradient of the weights between one panel of inputs and outputs `outFrom` to `outTo` (exclusive), over the whole
  /// batch: slabs, shards and their tree.
  ///
  /// @param inputs input values
  /// @param outputs output values
  /// @param panels read: x as written by [#transpose]
  /// @param panelAt offset of the panel
  /// @param dY read: slabs of (outputs) at `dYAt`, in slab layout
  /// @param dYAt offset
  /// @param examples examples in the batch
  /// @param inFrom first input of the panel
  /// @param outFrom first output
  /// @param outTo output to stop before
  /// @param gradient written: these weights of (outputs, inputs)
  /// @param scratch written: at least [#SCRATCH] floats
  void weightGradient(
      int inputs,
      int outputs,
      float[] panels,
      int panelAt,
      float[] dY,
      int dYAt,
      int examples,
      int inFrom,
      int outFrom,
      int outTo,
      float[] gradient,
      float[] scratch);
}
