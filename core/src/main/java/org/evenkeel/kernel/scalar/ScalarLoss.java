package org.evenkeel.kernel.scalar;

import org.evenkeel.kernel.FloatMath;
import org.evenkeel.kernel.LossKernels;
import org.evenkeel.kernel.Slab;

/// Softmax cross-entropy and loading in plain Java. Source: docs/NUMERICS.md, sections 7 and 10.
public final class ScalarLoss implements LossKernels {
  private static final int LANES = Slab.LANES;

  /// Makes the kernels; they hold no state.
  public ScalarLoss() {}

  @Override
  public void crossEntropy(
      float[] logits,
      int logitsAt,
      int classes,
      float[] labels,
      int labelsAt,
      float[] loss,
      int lossAt) {
    for (int lane = 0; lane < LANES; lane++) {
      int z = logitsAt + lane;
      float greatest = logits[z + winner(logits, z, classes) * LANES];
      float sum = 0f;
      // A missing lane's label may be anything: it is compared with class numbers, never an index.
      float chosen = 0f;
      for (int j = 0; j < classes; j++) {
        float v = logits[z + j * LANES];
        sum += FloatMath.exp(v - greatest);
        chosen = labels[labelsAt + lane] == j ? v : chosen;
      }
      loss[lossAt + lane] = FloatMath.log(sum) + (greatest - chosen);
    }
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
    softmax(logits, logitsAt, classes, dLogits, dLogitsAt);
    for (int j = 0; j < classes; j++) {
      for (int lane = 0; lane < LANES; lane++) {
        if (labels[labelsAt + lane] == j) {
          dLogits[dLogitsAt + j * LANES + lane] -= 1f;
        }
      }
    }
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
    for (int lane = 0; lane < LANES; lane++) {
      boolean right = labels[labelsAt + lane] == winner(logits, logitsAt + lane, classes);
      correct[correctAt + lane] = right ? 1f : 0f;
    }
  }

  @Override
  public void softmax(float[] logits, int logitsAt, int classes, float[] y, int yAt) {
    for (int lane = 0; lane < LANES; lane++) {
      int z = logitsAt + lane;
      float greatest = logits[z + winner(logits, z, classes) * LANES];
      float sum = 0f;
      for (int j = 0; j < classes; j++) {
        float e = FloatMath.exp(logits[z + j * LANES] - greatest);
        y[yAt + lane + j * LANES] = e;
        sum += e;
      }
      for (int j = 0; j < classes; j++) {
        y[yAt + lane + j * LANES] /= sum;
      }
    }
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
    for (int lane = 0; lane < LANES; lane++) {
      int at = lane < lanes ? pixelsAt + order[orderAt + lane] * values : 0;
      for (int i = 0; i < values; i++) {
        x[xAt + i * LANES + lane] = lane < lanes ? (pixels[at + i] & 0xFF) / 255f : 0f;
      }
    }
  }

  /// The class of the first greatest logit of one lane.
  private static int winner(float[] logits, int at, int classes) {
    int winner = 0;
    float best = logits[at];
    for (int j = 1; j < classes; j++) {
      float v = logits[at + j * LANES];
      if (v > best) {
        best = v;
        winner = j;
      }
    }
    return winner;
  }
}
