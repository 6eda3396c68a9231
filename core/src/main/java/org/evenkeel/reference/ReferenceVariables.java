package org.evenkeel.reference;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;

/// The float64 values of a model's parameters and states. The arrays are shared, not copied:
/// training changes them in place.
public final class ReferenceVariables {
  private final Map<Variable, double[]> values = new LinkedHashMap<>();

  /// Makes room for the given variables, all 0.
  public ReferenceVariables(Collection<Variable> variables) {
    for (Variable variable : variables) {
      values.put(variable, new double[variable.shape().values()]);
    }
  }

  /// Returns the float32 values widened.
  public static ReferenceVariables of(VariableValues floats) {
    ReferenceVariables variables = new ReferenceVariables(floats.variables());
    variables.values.forEach(
        (variable, array) -> {
          float[] from = floats.of(variable);
          for (int i = 0; i < array.length; i++) {
            array[i] = from[i];
          }
        });
    return variables;
  }

  /// Rounds all values to float32 and writes them into `floats`, which holds the same variables.
  public void copyTo(VariableValues floats) {
    values.forEach(
        (variable, array) -> {
          float[] to = floats.of(variable);
          for (int i = 0; i < array.length; i++) {
            to[i] = (float) array[i];
          }
        });
  }

  /// Returns the variables in declaration order.
  public List<Variable> variables() {
    return List.copyOf(values.keySet());
  }

  /// Returns the values of one variable in public layout; changing the array changes the variable.
  ///
  /// @throws IllegalArgumentException if the variable is unknown
  public double[] of(Variable variable) {
    if (!values.containsKey(variable)) {
      throw new IllegalArgumentException("unknown variable " + variable);
    }
    return values.get(variable);
  }
}
