package org.evenkeel.reference;

import java.util.Arrays;
import org.evenkeel.graph.Ghosts;

/// Statistics of each example's own values, which are cut, in order c, h, w, into groups of equal size.
final class GroupReference {
  /// Numbers that the statistics hold for each group: shift, the mean's distance from it, inverse deviation.
  private static final int NUMBERS = 3;

  private GroupReference() {}

  /// Computes y = Σ over each group of x.
  static void sum(Values x, Values y) {
    int size = x.data().length / y.data().length;
    for (int i = 0; i < x.data().length; i++) {
      y.data()[i / size] += x.data()[i];
    }
  }

  /// Repeats each value of x as often as its group has values.
  static void broadcast(Values x, Values y) {
    int size = y.data().length / x.data().length;
    Arrays.setAll(y.data(), i -> x.data()[i / size]);
  }

  /// Computes y = the mean of x over the examples of each ghost batch.
  static void ghostMean(Ghosts ghosts, Values x, Values y) {
    int channels = x.channels();
    for (int from = 0; from < x.examples(); ) {
      int end = ghosts.end(from, x.examples());
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int n = from; n < end; n++) {
          sum += x.data()[n * channels + c];
        }
        for (int n = from; n < end; n++) {
          y.data()[n * channels + c] = sum / (end - from);
        }
      }
      from = end;
    }
  }

  /// Computes the mean, 0, and 1/√(variance + ε) of each group; not centred, 0 in place of the mean.
  static void statistics(int groups, boolean centred, double epsilon, Values x, Values y) {
    int size = x.shape().values() / groups;
    for (int g = 0; g < x.examples() * groups; g++) {
      double mean = centred ? mean(x.data(), g * size, size) : 0;
      double squares = 0;
      for (int i = g * size; i < (g + 1) * size; i++) {
        squares += (x.data()[i] - mean) * (x.data()[i] - mean);
      }
      y.data()[g * NUMBERS] = mean;
      y.data()[g * NUMBERS + 2] = 1 / Math.sqrt(squares / size + epsilon);
    }
  }

  /// The mean of the differences to the first value, as for moments over the batch.
  private static double mean(double[] x, int at, int size) {
    double sum = 0;
    for (int i = at; i < at + size; i++) {
      sum += x[i] - x[at];
    }
    return x[at] + sum / size;
  }

  /// Computes y = (x − mean)·inverse deviation.
  static void normalize(Values x, Values statistics, Values y) {
    double[] s = statistics.data();
    int size = y.data().length / (s.length / NUMBERS);
    for (int i = 0; i < y.data().length; i++) {
      int at = i / size * NUMBERS;
      y.data()[i] = (x.data()[i] - s[at] - s[at + 1]) * s[at + 2];
    }
  }

  /// Computes dX = inverse deviation·(dY − mean(dY) − y·mean(dY·y)), the means over each group; not centred, without the first.
  static void gradient(boolean centred, Values dY, Values y, Values statistics, Values dX) {
    int groups = statistics.data().length / NUMBERS;
    int size = y.data().length / groups;
    for (int g = 0; g < groups; g++) {
      double sum = 0;
      double product = 0;
      for (int i = g * size; i < (g + 1) * size; i++) {
        sum += dY.data()[i];
        product += dY.data()[i] * y.data()[i];
      }
      double mean = centred ? sum / size : 0;
      double inverse = statistics.data()[g * NUMBERS + 2];
      for (int i = g * size; i < (g + 1) * size; i++) {
        dX.data()[i] = inverse * (dY.data()[i] - mean - y.data()[i] * (product / size));
      }
    }
  }
}
