package org.evenkeel.reference;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.graph.Op.Function;
import org.evenkeel.graph.Op.Operator;

/// Element-wise operations and broadcasts.
final class ElementReference {
  private ElementReference() {}

  /// Computes y = f(x), of either kind.
  static void unary(Function function, Values x, Values y) {
    DoubleUnaryOperator f = function(function);
    for (int i = 0; i < y.data().length; i++) {
      y.data()[i] = f.applyAsDouble(x.data()[i]);
    }
  }

  private static DoubleUnaryOperator function(Function function) {
    return switch (function) {
      case NEGATE -> x -> -x;
      case SQUARE -> x -> x * x;
      case SQRT -> Math::sqrt;
      case RSQRT -> x -> 1 / Math.sqrt(x);
      case RECIPROCAL -> x -> 1 / x;
      case EXP -> StrictMath::exp;
      case LOG -> StrictMath::log;
      case SIGMOID -> x -> 1 / (1 + StrictMath.exp(-x));
      case RELU -> x -> x > 0 || Double.isNaN(x) ? x : 0;
      case TANH -> StrictMath::tanh;
    };
  }

  /// Computes y = a op b; the smaller operand is broadcast.
  static void binary(Operator operator, Values a, Values b, Values y) {
    DoubleBinaryOperator f = operator(operator);
    if (!y.perExample()) {
      for (int i = 0; i < y.data().length; i++) {
        y.data()[i] = f.applyAsDouble(wide(a, i), wide(b, i));
      }
      return;
    }
    int positions = y.positions();
    int aStep = a.step();
    int bStep = b.step();
    double[] as = a.data();
    double[] bs = b.data();
    double[] ys = y.data();
    for (int n = 0; n < y.examples(); n++) {
      for (int c = 0; c < y.channels(); c++) {
        int aAt = a.plane(n, c);
        int bAt = b.plane(n, c);
        int yAt = y.plane(n, c);
        for (int p = 0; p < positions; p++) {
          double left = as[aAt + p * aStep];
          ys[yAt + p] = f.applyAsDouble(left, bs[bAt + p * bStep]);
        }
      }
    }
  }

  private static double wide(Values x, int i) {
    return x.data()[x.shape().rank() == 0 ? 0 : i];
  }

  private static DoubleBinaryOperator operator(Operator operator) {
    return switch (operator) {
      case ADD -> (a, b) -> a + b;
      case SUBTRACT -> (a, b) -> a - b;
      case MULTIPLY -> (a, b) -> a * b;
      case DIVIDE -> (a, b) -> a / b;
      case MINIMUM -> Math::min;
      case MAXIMUM -> Math::max;
      case SIGMOID_GRADIENT -> (d, y) -> d * (y * (1 - y));
      case RELU_GRADIENT -> (d, x) -> x > 0 ? d : 0;
      case TANH_GRADIENT -> (d, y) -> d * (1 - y * y);
      case SELECT -> (x, mask) -> mask > 0 ? x : 0;
    };
  }

  /// Computes y = a·b + c for per-example a; b and c of either kind.
  static void multiplyAdd(Values a, Values b, Values c, Values y) {
    binary(Operator.MULTIPLY, a, b, y);
    binary(Operator.ADD, y, c, y);
  }

  /// Computes y = 1 where some channel of x differs from the number, else 0.
  static void differs(double number, Values x, Values y) {
    boolean nan = Double.isNaN(number);
    for (int n = 0; n < x.examples(); n++) {
      for (int c = 0; c < x.channels(); c++) {
        int xAt = x.plane(n, c);
        int yAt = y.plane(n, 0);
        for (int p = 0; p < x.positions(); p++) {
          float v = (float) x.data()[xAt + p];
          if (nan ? !Float.isNaN(v) : v != (float) number) {
            y.data()[yAt + p] = 1;
          }
        }
      }
    }
  }

  /// Computes y = x at every example, channel and position where x is broadcast.
  static void spread(Values x, Values y) {
    for (int n = 0; n < y.examples(); n++) {
      for (int c = 0; c < y.channels(); c++) {
        int xAt = x.plane(n, c);
        int yAt = y.plane(n, c);
        for (int p = 0; p < y.positions(); p++) {
          y.data()[yAt + p] = x.data()[xAt + p * x.step()];
        }
      }
    }
  }

  /// Computes y with each value from its place in x, example by example.
  static void permute(Values x, int[] sources, Values y) {
    for (int i = 0; i < y.data().length; i++) {
      int first = i / sources.length * sources.length;
      y.data()[i] = x.data()[first + sources[i % sources.length]];
    }
  }

  /// Computes y = the number x everywhere.
  static void repeat(Values x, Values y) {
    Arrays.fill(y.data(), x.data()[0]);
  }

  /// Computes y = x repeated as a whole.
  static void tile(Values x, Values y) {
    Arrays.setAll(y.data(), i -> x.data()[i % x.data().length]);
  }

  /// Computes y = the sum of the parts of x.
  static void fold(Values x, Values y) {
    for (int i = 0; i < x.data().length; i++) {
      y.data()[i % y.data().length] += x.data()[i];
    }
  }

  /// Computes y = keep·old + (1 − keep)·value.
  static void movingAverage(Values old, Values value, Values share, Values y) {
    double keep = share.data()[0];
    for (int i = 0; i < y.data().length; i++) {
      y.data()[i] = keep * old.data()[i] + (1 - keep) * value.data()[i];
    }
  }

  /// Computes y = condition > 0 ? a : b, all batch-wide.
  static void select(Values condition, Values a, Values b, Values y) {
    for (int i = 0; i < y.data().length; i++) {
      y.data()[i] = wide(condition, i) > 0 ? wide(a, i) : wide(b, i);
    }
  }
}
