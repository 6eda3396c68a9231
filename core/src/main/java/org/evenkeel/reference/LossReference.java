package org.evenkeel.reference;

/// Softmax, cross-entropy and right answers. Shapes: logits (n, classes), labels (n, 1).
final class LossReference {
  private LossReference() {}

  /// Computes `y[n, 0]` = log Σ exp(z − M) + M − `z[label]` with M the greatest logit.
  static void crossEntropy(Values logits, Values labels, Values y) {
    for (int n = 0; n < logits.examples(); n++) {
      double greatest = logit(logits, n, greatest(logits, n));
      double sum = 0;
      for (int j = 0; j < logits.channels(); j++) {
        sum += StrictMath.exp(logit(logits, n, j) - greatest);
      }
      y.data()[n] =
          StrictMath.log(sum) + (greatest - logit(logits, n, label(labels, n, logits.channels())));
    }
  }

  /// Computes softmax minus one-hot.
  static void crossEntropyGradient(Values logits, Values labels, Values y) {
    softmax(logits, y);
    for (int n = 0; n < logits.examples(); n++) {
      y.data()[n * logits.channels() + label(labels, n, logits.channels())] -= 1;
    }
  }

  /// Computes exp(z − M) / Σ exp(z − M).
  static void softmax(Values logits, Values y) {
    int classes = logits.channels();
    for (int n = 0; n < logits.examples(); n++) {
      double greatest = logit(logits, n, greatest(logits, n));
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        double e = StrictMath.exp(logit(logits, n, j) - greatest);
        y.data()[n * classes + j] = e;
        sum += e;
      }
      for (int j = 0; j < classes; j++) {
        y.data()[n * classes + j] /= sum;
      }
    }
  }

  /// Computes `y[n, 0]` = 1 where the label is the first greatest logit, else 0.
  static void correct(Values logits, Values labels, Values y) {
    for (int n = 0; n < logits.examples(); n++) {
      y.data()[n] = greatest(logits, n) == label(labels, n, logits.channels()) ? 1 : 0;
    }
  }

  private static int greatest(Values logits, int n) {
    int best = 0;
    for (int j = 1; j < logits.channels(); j++) {
      if (logit(logits, n, j) > logit(logits, n, best)) {
        best = j;
      }
    }
    return best;
  }

  private static double logit(Values logits, int n, int j) {
    return logits.data()[n * logits.channels() + j];
  }

  private static int label(Values labels, int n, int classes) {
    double label = labels.data()[n];
    if (!(label >= 0 && label < classes && label == Math.rint(label))) {
      throw new IllegalArgumentException(
          "crossEntropy: expected labels from 0 to %d, got %s".formatted(classes - 1, label));
    }
    return (int) label;
  }
}
