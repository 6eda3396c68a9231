package org.evenkeel.reference;

/// Dense layers, and products of batch-wide matrices.
final class DenseReference {
  private DenseReference() {}

  /// Adds w·x to y, which holds the bias or 0. Shapes: x (n, i), w (o, i), y (n, o).
  static void forward(Values x, Values w, Values y) {
    int inputs = x.channels();
    int outputs = y.channels();
    for (int n = 0; n < x.examples(); n++) {
      for (int o = 0; o < outputs; o++) {
        double sum = 0;
        for (int i = 0; i < inputs; i++) {
          sum += w.data()[o * inputs + i] * x.data()[n * inputs + i];
        }
        y.data()[n * outputs + o] += sum;
      }
    }
  }

  /// Computes `dX[n, i]` = Σ over o of `w[o, i]`·`dY[n, o]`.
  static void inputGradient(Values dY, Values w, Values dX) {
    int inputs = dX.channels();
    int outputs = dY.channels();
    for (int n = 0; n < dX.examples(); n++) {
      for (int o = 0; o < outputs; o++) {
        double d = dY.data()[n * outputs + o];
        for (int i = 0; i < inputs; i++) {
          dX.data()[n * inputs + i] += w.data()[o * inputs + i] * d;
        }
      }
    }
  }

  /// Computes `dW[o, i]` = Σ over n of `dY[n, o]`·`x[n, i]`.
  static void weightGradient(Values x, Values dY, Values dW) {
    int inputs = x.channels();
    int outputs = dY.channels();
    for (int n = 0; n < x.examples(); n++) {
      for (int o = 0; o < outputs; o++) {
        double d = dY.data()[n * outputs + o];
        for (int i = 0; i < inputs; i++) {
          dW.data()[o * inputs + i] += d * x.data()[n * inputs + i];
        }
      }
    }
  }

  /// Computes y = a·b. Shapes: a (r, k), b (k, c), y (r, c).
  static void matmul(Values a, Values b, Values y) {
    int inner = b.shape().size(0);
    int columns = b.shape().size(1);
    for (int r = 0; r < a.shape().size(0); r++) {
      for (int k = 0; k < inner; k++) {
        for (int c = 0; c < columns; c++) {
          y.data()[r * columns + c] += a.data()[r * inner + k] * b.data()[k * columns + c];
        }
      }
    }
  }

  /// Computes `y[c, r]` = `x[r, c]`.
  static void transpose(Values x, Values y) {
    int rows = x.shape().size(0);
    int columns = x.shape().size(1);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y.data()[c * rows + r] = x.data()[r * columns + c];
      }
    }
  }
}
