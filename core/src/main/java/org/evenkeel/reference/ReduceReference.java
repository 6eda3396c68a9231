package org.evenkeel.reference;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.graph.Op.Part;

/// Reductions over batch and positions, and over channels.
final class ReduceReference {
  private ReduceReference() {}

  /// Computes `y[c]` = Σ over examples and positions of x.
  static void sum(Values x, Values y) {
    for (int n = 0; n < x.examples(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        int at = x.plane(n, c);
        double sum = 0;
        for (int p = 0; p < x.positions(); p++) {
          sum += x.data()[at + p];
        }
        y.data()[c] += sum;
      }
    }
  }

  /// Computes `y[c]` = Σ over examples and positions of a·b; an operand of one channel is
  /// broadcast.
  static void sumProduct(Values a, Values b, Values y) {
    for (int n = 0; n < a.examples(); n++) {
      for (int c = 0; c < y.channels(); c++) {
        int aAt = a.plane(n, c);
        int bAt = b.plane(n, c);
        double sum = 0;
        for (int p = 0; p < a.positions(); p++) {
          sum += a.data()[aAt + p] * b.data()[bAt + p];
        }
        y.data()[c] += sum;
      }
    }
  }

  /// Computes one part of the moments of x, for each channel.
  static void moments(Values x, Part part, Values y) {
    for (int c = 0; c < x.channels(); c++) {
      double mean = mean(x, c);
      y.data()[c] =
          switch (part) {
            case MEAN -> mean;
            case VARIANCE -> variance(x, c, mean);
            case WEIGHT -> weight(x);
          };
    }
  }

  /// Computes one part of the moments of x, for each channel, every position counted with its weight if that is positive, else not
  /// at all.
  static void weightedMoments(Values x, Values weights, Part part, Values y) {
    for (int c = 0; c < y.channels(); c++) {
      double weight = weightedSum(x, weights, c, _ -> 1);
      double shift = weight == 0 ? 0 : weightedSum(x, weights, c, v -> v) / weight;
      double mean = weight == 0 ? 0 : shift + weightedSum(x, weights, c, v -> v - shift) / weight;
      y.data()[c] =
          switch (part) {
            case WEIGHT -> weight;
            case MEAN -> mean;
            case VARIANCE ->
                weight == 0 ? 0 : weightedSum(x, weights, c, v -> (v - mean) * (v - mean)) / weight;
          };
    }
  }

  private static double weightedSum(Values x, Values weights, int c, DoubleUnaryOperator f) {
    double sum = 0;
    for (int n = 0; n < x.examples(); n++) {
      int xAt = x.plane(n, c);
      int wAt = weights.plane(n, 0);
      for (int p = 0; p < x.positions(); p++) {
        double w = weights.data()[wAt + p];
        if (w > 0) {
          sum += w * f.applyAsDouble(x.data()[xAt + p]);
        }
      }
    }
    return sum;
  }

  /// The mean of the differences to one of the values, so that the mean of large, nearly equal
  /// values is right to the last bits.
  private static double mean(Values x, int c) {
    double shift = x.data()[x.plane(0, c)];
    double sum = 0;
    for (int n = 0; n < x.examples(); n++) {
      int at = x.plane(n, c);
      for (int p = 0; p < x.positions(); p++) {
        sum += x.data()[at + p] - shift;
      }
    }
    return shift + sum / weight(x);
  }

  /// Two passes; Σd, which would be 0 for the exact mean, corrects for the rounding of the mean.
  private static double variance(Values x, int c, double mean) {
    double squares = 0;
    double sum = 0;
    for (int n = 0; n < x.examples(); n++) {
      int at = x.plane(n, c);
      for (int p = 0; p < x.positions(); p++) {
        double d = x.data()[at + p] - mean;
        squares += d * d;
        sum += d;
      }
    }
    return Math.max(squares - sum * sum / weight(x), 0) / weight(x);
  }

  /// Returns the number of values per channel, N·h·w.
  static double weight(Values x) {
    return (double) x.examples() * x.positions();
  }

  /// Computes `y[n, 0, p]` = Σ over c of `x[n, c, p]`.
  static void channelSum(Values x, Values y) {
    for (int n = 0; n < x.examples(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        int xAt = x.plane(n, c);
        int yAt = y.plane(n, 0);
        for (int p = 0; p < x.positions(); p++) {
          y.data()[yAt + p] += x.data()[xAt + p];
        }
      }
    }
  }

  /// Computes the sum of all values.
  static void sumOfAll(Values x, Values y) {
    for (double value : x.data()) {
      y.data()[0] += value;
    }
  }
}
