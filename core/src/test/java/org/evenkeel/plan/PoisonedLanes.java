package org.evenkeel.plan;

import org.evenkeel.kernel.Kernels;
import org.evenkeel.kernel.LossKernels;
import org.evenkeel.kernel.Slab;

/// Kernels that load NaN into missing lanes: whatever lets these meet others shows it.
final class PoisonedLanes implements LossKernels {
  private final LossKernels kernels;

  private PoisonedLanes(LossKernels kernels) {
    this.kernels = kernels;
  }

  static Kernels of(Kernels kernels) {
    return new Kernels(
        kernels.vectorBits(),
        kernels.conv(),
        kernels.dense(),
        kernels.element(),
        kernels.reduce(),
        kernels.pool(),
        new PoisonedLanes(kernels.loss()),
        kernels.norm(),
        kernels.group());
  }

  @Override
  public void load(
      byte[] pixels,
      int pixelsAt,
      int values,
      int[] order,
      int orderAt,
      int lanes,
      float[] x,
      int xAt) {
    kernels.load(pixels, pixelsAt, values, order, orderAt, lanes, x, xAt);
    for (int i = 0; i < values; i++) {
      for (int lane = lanes; lane < Slab.LANES; lane++) {
        x[xAt + i * Slab.LANES + lane] = Float.NaN;
      }
    }
  }

  @Override
  public void crossEntropy(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] loss,
      int lossAt) {
    kernels.crossEntropy(logits, logitsAt, classes, labels, labelsAt, loss, lossAt);
  }

  @Override
  public void crossEntropyGradient(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] dLogits,
      int dLogitsAt) {
    kernels.crossEntropyGradient(logits, logitsAt, classes, labels, labelsAt, dLogits, dLogitsAt);
  }

  @Override
  public void correct(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] correct,
      int correctAt) {
    kernels.correct(logits, logitsAt, classes, labels, labelsAt, correct, correctAt);
  }

  @Override
  public void softmax(float[] logits, int logitsAt, int classes, float[] y, int yAt) {
    kernels.softmax(logits, logitsAt, classes, y, yAt);
  }
}
