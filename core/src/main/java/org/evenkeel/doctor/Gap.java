package org.evenkeel.doctor;

import org.evenkeel.data.Dataset;
import org.evenkeel.model.Model;
import org.evenkeel.train.Execution;
import org.evenkeel.train.Logits;

/// Training mode against prediction mode on the same examples.
///
/// Formula: b examples are right in training mode only, c in prediction mode only, of n. The gap is (b − c)/n; its standard error, that of a paired difference, is
/// √(b + c − (b − c)²/n)/n. Examples that both modes answer alike say nothing about the gap, and do not widen its error.
///
/// Source: McNemar 1947.
///
/// @param examples n
/// @param trainingOnly b
/// @param predictionOnly c
/// @param trainingRight right answers in training mode
record Gap(int examples, int trainingOnly, int predictionOnly, int trainingRight) {
  /// Returns the gap on the whole batches of `data`.
  static Gap of(Model model, Dataset data, int batch, Execution execution) {
    int size = Math.min(batch, data.size());
    Dataset whole = data.first(data.size() / size * size);
    float[] training = Logits.byBatch(model, whole, size, execution);
    float[] prediction = Logits.predicted(model, whole, execution);
    int classes = training.length / whole.size();
    int b = 0;
    int c = 0;
    int right = 0;
    for (int n = 0; n < whole.size(); n++) {
      boolean before = Logits.answer(training, classes, n) == whole.label(n);
      boolean after = Logits.answer(prediction, classes, n) == whole.label(n);
      b += before && !after ? 1 : 0;
      c += after && !before ? 1 : 0;
      right += before ? 1 : 0;
    }
    return new Gap(whole.size(), b, c, right);
  }

  /// By how much prediction is worse, as a share of the examples.
  double difference() {
    return (double) (trainingOnly - predictionOnly) / examples;
  }

  double standardError() {
    double d = trainingOnly - predictionOnly;
    return Math.sqrt(trainingOnly + predictionOnly - d * d / examples) / examples;
  }

  int predictionRight() {
    return trainingRight - trainingOnly + predictionOnly;
  }

  /// Whether prediction is worse by more than `errors` standard errors.
  boolean isWorseBy(double errors) {
    return difference() > errors * standardError();
  }
}
