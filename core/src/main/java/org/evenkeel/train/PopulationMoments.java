package org.evenkeel.train;

import java.util.ArrayDeque;
import java.util.Deque;
import org.evenkeel.kernel.LaneTree;

/// Moments of a whole data set, merged from those of its batches over a fixed binary tree: a function of the order of the batches alone.
///
/// Numerics: docs/NUMERICS.md, section 6, in float64.
final class PopulationMoments {
  /// A merged stretch of batches.
  ///
  /// @param level logarithm of the number of batches in it, if it is complete
  /// @param parts weight, mean, M2 of each channel
  private record Stretch(int level, double[] parts) {}

  private final int channels;
  private final Deque<Stretch> stretches = new ArrayDeque<>();

  PopulationMoments(int channels) {
    this.channels = channels;
  }

  int channels() {
    return channels;
  }

  /// Takes the moments of the next batch.
  ///
  /// @param parts weight, mean, M2 of each channel; kept
  void add(double[] parts) {
    Stretch right = new Stretch(0, parts);
    while (!stretches.isEmpty() && stretches.peek().level() == right.level()) {
      right = merged(stretches.pop(), right);
    }
    stretches.push(right);
  }

  private Stretch merged(Stretch left, Stretch right) {
    for (int c = 0; c < channels; c++) {
      int at = c * LaneTree.MOMENTS;
      if (right.parts()[at] > 0) { // else everything was masked, and there is nothing to merge
        LaneTree.mergeMoments(left.parts(), at, right.parts(), at);
      }
    }
    return new Stretch(right.level() + 1, left.parts());
  }

  /// Ends the merging.
  ///
  /// @throws java.util.NoSuchElementException if there was no batch
  void finish() {
    Stretch all = stretches.pop();
    while (!stretches.isEmpty()) {
      all = merged(stretches.pop(), all);
    }
    stretches.push(all);
  }

  double weight(int channel) {
    return stretches.element().parts()[channel * LaneTree.MOMENTS];
  }

  double mean(int channel) {
    return stretches.element().parts()[channel * LaneTree.MOMENTS + 1];
  }

  /// Returns the biased variance, 0 where everything was masked.
  double variance(int channel) {
    double weight = weight(channel);
    return weight > 0 ? stretches.element().parts()[channel * LaneTree.MOMENTS + 2] / weight : 0;
  }
}
