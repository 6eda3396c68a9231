package org.evenkeel.model;

import java.util.List;
import org.evenkeel.graph.Initializer;
import org.evenkeel.graph.Variable;
import org.evenkeel.graph.VariableValues;
import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.CounterRandom.Purpose;

/// First values of variables; docs/NUMERICS.md, section 8.
final class InitialWeights {
  private InitialWeights() {}

  static VariableValues of(List<Variable> variables, long seed) {
    VariableValues values = new VariableValues(variables);
    for (int i = 0; i < variables.size(); i++) {
      fill(
          values.of(variables.get(i)),
          variables.get(i).initializer(),
          CounterRandom.key(seed, Purpose.INITIAL_WEIGHTS, i));
    }
    return values;
  }

  /// Gives a variable its first values; those drawn at random come from `key`.
  static void fill(float[] values, Initializer initializer, long key) {
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (initializer) {
            case Initializer.Constant(double value) -> (float) value;
            case Initializer.Uniform(double limit) -> {
              double u = CounterRandom.uniform(CounterRandom.bits(key, i));
              yield (float) ((2 * u - 1) * limit);
            }
            case Initializer.Normal(double deviation) -> (float) (deviation * normal(key, i));
          };
    }
  }

  /// Box-Muller on two counters; StrictMath gives the same bits on every machine.
  private static double normal(long key, long i) {
    double u = 1 - (double) CounterRandom.uniform(CounterRandom.bits(key, 2 * i));
    double angle = 2 * Math.PI * CounterRandom.uniform(CounterRandom.bits(key, 2 * i + 1));
    return Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle);
  }
}
