package org.evenkeel.reference;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;

/// Weighted averages of variables in float64: s ← keep·s + w; n ← keep·n + 1; s / n.
///
/// Source: docs/NUMERICS.md, section 9.
public final class ReferenceAverage {
  private final double keep;
  private final Map<Variable, double[]> sums = new LinkedHashMap<>();
  private double weight;

  /// Starts with nothing added.
  public ReferenceAverage(double keep) {
    this.keep = keep;
  }

  /// Adds the present values of some variables, the same ones every time.
  public void add(Collection<Variable> averaged, ReferenceVariables values) {
    weight = keep * weight + 1;
    for (Variable variable : averaged) {
      double[] w = values.of(variable);
      double[] sum = sums.computeIfAbsent(variable, _ -> new double[w.length]);
      for (int i = 0; i < w.length; i++) {
        sum[i] = keep * sum[i] + w[i];
      }
    }
  }

  /// Puts the averages in place of these variables, rounded to float32.
  public void copyTo(VariableValues to) {
    sums.forEach(
        (variable, sum) -> {
          float[] averages = to.of(variable);
          for (int i = 0; i < sum.length; i++) {
            averages[i] = (float) (sum[i] / weight);
          }
        });
  }
}
