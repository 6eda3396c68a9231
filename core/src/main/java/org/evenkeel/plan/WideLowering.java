package org.evenkeel.plan;

import java.util.Arrays;
import org.evenkeel.graph.Node;
import org.evenkeel.graph.Op;
import org.evenkeel.kernel.LaneTree;

/// Batch-wide arithmetic in float64, each operation rounded once; docs/NUMERICS.md, section 2.
final class WideLowering {
  private final Storage storage;
  private final Run run;

  WideLowering(Storage storage, Run run) {
    this.storage = storage;
    this.run = run;
  }

  /// Returns what computes a batch-wide node that is neither variable nor reduction.
  Runnable lower(Node node) {
    Wide y = storage.wide(node);
    Runnable compute =
        switch (node.op()) {
          case Op.Constant(double value) -> () -> y.values()[0] = value;
          case Op.Count _ -> {
            int positions = node.input(0).shape().positions();
            yield () -> y.values()[0] = (double) run.examples * positions;
          }
          case Op.Progress _ -> () -> y.values()[0] = run.progress();
          case Op.MomentPart(Op.Part part) -> part(node, part, y);
          case Op.Unary(Op.Function function) -> {
            Wide x = storage.wide(node.input(0));
            yield () -> {
              for (int i = 0; i < y.count(); i++) {
                y.values()[i] = unary(function, x.at(i));
              }
            };
          }
          case Op.Binary(Op.Operator operator) -> {
            Wide a = storage.wide(node.input(0));
            Wide b = storage.wide(node.input(1));
            yield () -> {
              for (int i = 0; i < y.count(); i++) {
                y.values()[i] = binary(operator, a.at(i), b.at(i));
              }
            };
          }
          case Op.WideSum _ -> {
            Wide x = storage.wide(node.input(0));
            yield () -> {
              double sum = 0;
              for (int i = 0; i < x.count(); i++) {
                sum += x.at(i);
              }
              y.values()[0] = sum;
            };
          }
          case Op.WideBroadcast _ -> {
            Wide x = storage.wide(node.input(0));
            yield () -> Arrays.fill(y.values(), x.at(0));
          }
          case Op.WideTile _ -> {
            Wide x = storage.wide(node.input(0));
            yield () -> {
              for (int i = 0; i < y.count(); i++) {
                y.values()[i] = x.at(i % x.count());
              }
            };
          }
          case Op.WideFold _ -> {
            Wide x = storage.wide(node.input(0));
            yield () -> {
              Arrays.fill(y.values(), 0);
              for (int i = 0; i < x.count(); i++) {
                y.values()[i % y.count()] += x.at(i);
              }
            };
          }
          case Op.MovingAverage _ -> {
            Wide old = storage.wide(node.input(0));
            Wide value = storage.wide(node.input(1));
            Wide share = storage.wide(node.input(2));
            yield () -> {
              double keep = share.at(0);
              for (int i = 0; i < y.count(); i++) {
                y.values()[i] = keep * old.at(i) + (1 - keep) * value.at(i);
              }
            };
          }
          case Op.Select _ -> {
            Wide condition = storage.wide(node.input(0));
            Wide a = storage.wide(node.input(1));
            Wide b = storage.wide(node.input(2));
            yield () -> {
              for (int i = 0; i < y.count(); i++) {
                y.values()[i] = condition.at(i) > 0 ? a.at(i) : b.at(i);
              }
            };
          }
          case Op.MatMul _ -> matMul(node, y);
          case Op.Transpose _ -> transpose(node, y);
          default -> throw new IllegalStateException("no batch-wide arithmetic for " + node);
        };
    return () -> {
      compute.run();
      y.split();
    };
  }

  private Runnable part(Node node, Op.Part part, Wide y) {
    double[] moments = storage.moments(node.input(0));
    return () -> {
      for (int c = 0; c < y.count(); c++) {
        int at = c * LaneTree.MOMENTS;
        y.values()[c] =
            switch (part) {
              case MEAN -> moments[at + 1];
              case VARIANCE -> moments[at] == 0 ? 0 : moments[at + 2] / moments[at];
              case WEIGHT -> moments[at];
            };
      }
    };
  }

  private static double unary(Op.Function function, double x) {
    return switch (function) {
      case NEGATE -> -x;
      case SQUARE -> x * x;
      case SQRT -> Math.sqrt(x);
      case RSQRT -> 1 / Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SIGMOID, RELU, TANH ->
          throw new IllegalStateException("no batch-wide " + function + " is defined");
    };
  }

  private static double binary(Op.Operator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MINIMUM -> Math.min(a, b);
      case MAXIMUM -> Math.max(a, b);
      case SIGMOID_GRADIENT, RELU_GRADIENT, TANH_GRADIENT, SELECT ->
          throw new IllegalStateException("no batch-wide " + operator + " is defined");
    };
  }

  private Runnable matMul(Node node, Wide y) {
    Wide a = storage.wide(node.input(0));
    Wide b = storage.wide(node.input(1));
    int rows = node.shape().size(0);
    int columns = node.shape().size(1);
    int inner = node.input(0).shape().size(1);
    return () -> {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum = Math.fma(a.at(i * inner + k), b.at(k * columns + j), sum);
          }
          y.values()[i * columns + j] = sum;
        }
      }
    };
  }

  private Runnable transpose(Node node, Wide y) {
    Wide x = storage.wide(node.input(0));
    int rows = node.shape().size(0);
    int columns = node.shape().size(1);
    return () -> {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          y.values()[i * columns + j] = x.at(j * rows + i);
        }
      }
    };
  }
}
