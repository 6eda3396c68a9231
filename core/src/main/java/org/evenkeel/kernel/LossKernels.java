package org.evenkeel.kernel;

/// Softmax cross-entropy and loading, on one slab. Labels are floats holding class numbers, one per lane. Source: docs/NUMERICS.md, sections 7 and 10.
public interface LossKernels {
  /// Computes the loss of every lane: 16 floats at `lossAt`.
  void crossEntropy(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] loss,
      int lossAt);

  /// Computes dLogits for an upstream gradient of 1: softmax minus one-hot.
  void crossEntropyGradient(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] dLogits,
      int dLogitsAt);

  /// Writes 1 where the label is the first greatest logit, else 0: 16 floats at `correctAt`.
  void correct(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] correct,
      int correctAt);

  /// Writes softmax probabilities.
  void softmax(float[] logits, int logitsAt, int classes, float[] y, int yAt);

  /// Loads one slab of pixels: lane l takes example `order[orderAt + l]` for l < lanes; missing lanes become 0. A byte b becomes b / 255f.
  ///
  /// @param pixels read: (examples, values) from `pixelsAt` on, unsigned bytes
  /// @param pixelsAt offset of example 0
  /// @param values values per example
  /// @param order read: example numbers
  /// @param orderAt offset
  /// @param lanes lanes that get an example
  /// @param x written: one slab of (values) at `xAt`
  /// @param xAt offset
  void load(
      byte[] pixels,
      int pixelsAt,
      int values,
      int[] order,
      int orderAt,
      int lanes,
      float[] x,
      int xAt);
}
