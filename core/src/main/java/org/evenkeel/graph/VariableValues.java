package org.evenkeel.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The float32 values of a model's parameters and states. The arrays are shared, not copied: training changes them in place.
public final class VariableValues {
  private final Map<Variable, float[]> values = new LinkedHashMap<>();

  /// Makes room for the given variables, all 0.
  public VariableValues(Collection<Variable> variables) {
    for (Variable variable : variables) {
      values.put(variable, new float[variable.shape().values()]);
    }
  }

  /// Returns the variables in declaration order.
  public List<Variable> variables() {
    return List.copyOf(values.keySet());
  }

  /// Returns the values of one variable in public layout; changing the array changes the variable.
  ///
  /// @throws IllegalArgumentException if the variable is unknown
  public float[] of(Variable variable) {
    float[] array = values.get(variable);
    if (array == null) {
      throw new IllegalArgumentException("unknown variable " + variable);
    }
    return array;
  }

  /// Takes over all values of `other`, which must hold the same variables.
  public void copyFrom(VariableValues other) {
    values.forEach(
        (variable, array) -> System.arraycopy(other.of(variable), 0, array, 0, array.length));
  }

  /// Returns a copy with arrays of its own.
  public VariableValues copy() {
    VariableValues copy = new VariableValues(values.keySet());
    copy.copyFrom(this);
    return copy;
  }
}
