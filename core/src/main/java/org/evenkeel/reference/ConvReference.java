package org.evenkeel.reference;

import org.evenkeel.graph.Window;

/// Convolution and its gradients.
///
/// All three sum over the same taps: weight `w[o, i, ky, kx]` joins output (o, oy, ox) with input
/// (i, oy·s + ky − top, ox·s + kx − left), where that input exists. [#taps] walks over them row by
/// row; the three differ in which of w, x, y is the sum.
final class ConvReference {
  private ConvReference() {}

  /// A weight and a row of outputs that meets a row of inputs: `y[yAt + k]` with `x[xAt +
  /// k·strideX]` for k < count.
  private interface Tap {
    void visit(int wAt, int xAt, int yAt, int count);
  }

  /// Adds w ∗ x to y, which holds the bias or 0. Shapes: x (n, i, h, w), w (o, i / groups, kh, kw),
  /// y (n, o, oh, ow).
  static void forward(Values x, Values w, Window window, int groups, Values y) {
    int stride = window.strideX();
    taps(
        x,
        y,
        window,
        groups,
        (wAt, xAt, yAt, count) -> {
          double weight = w.data()[wAt];
          for (int k = 0; k < count; k++) {
            y.data()[yAt + k] += weight * x.data()[xAt + k * stride];
          }
        });
  }

  /// Adds to dX what flows back from dY.
  static void inputGradient(Values dY, Values w, Window window, int groups, Values dX) {
    int stride = window.strideX();
    taps(
        dX,
        dY,
        window,
        groups,
        (wAt, xAt, yAt, count) -> {
          double weight = w.data()[wAt];
          for (int k = 0; k < count; k++) {
            dX.data()[xAt + k * stride] += weight * dY.data()[yAt + k];
          }
        });
  }

  /// Adds to dW, of the shape of w, the products of dY and x.
  static void weightGradient(Values x, Values dY, Window window, int groups, Values dW) {
    int stride = window.strideX();
    taps(
        x,
        dY,
        window,
        groups,
        (wAt, xAt, yAt, count) -> {
          double sum = 0;
          for (int k = 0; k < count; k++) {
            sum += dY.data()[yAt + k] * x.data()[xAt + k * stride];
          }
          dW.data()[wAt] += sum;
        });
  }

  private static void taps(Values x, Values y, Window window, int groups, Tap tap) {
    int inputs = x.channels() / groups;
    int outputs = y.channels() / groups;
    for (int n = 0; n < x.examples(); n++) {
      for (int o = 0; o < y.channels(); o++) {
        for (int i = 0; i < inputs; i++) {
          int xAt = (n * x.channels() + o / outputs * inputs + i) * x.positions();
          int yAt = (n * y.channels() + o) * y.positions();
          plane(x, y, window, (o * inputs + i) * kernelArea(window), xAt, yAt, tap);
        }
      }
    }
  }

  /// Walks over one input plane and one output plane.
  private static void plane(Values x, Values y, Window window, int wAt, int xAt, int yAt, Tap tap) {
    int height = x.shape().height();
    int width = x.shape().width();
    int rows = y.shape().height();
    int columns = y.shape().width();
    for (int ky = 0; ky < window.kernelHeight(); ky++) {
      for (int kx = 0; kx < window.kernelWidth(); kx++) {
        int left = kx - window.left(); // the input column of output column 0
        int first = Math.max(0, Math.ceilDiv(-left, window.strideX()));
        int last = Math.floorDiv(width - 1 - left, window.strideX());
        int count = Math.min(last, columns - 1) - first + 1;
        for (int oy = 0; oy < rows; oy++) {
          int iy = oy * window.strideY() + ky - window.top();
          if (iy >= 0 && iy < height) {
            tap.visit(
                wAt + ky * window.kernelWidth() + kx,
                xAt + iy * width + first * window.strideX() + left,
                yAt + oy * columns + first,
                count);
          }
        }
      }
    }
  }

  private static int kernelArea(Window window) {
    return window.kernelHeight() * window.kernelWidth();
  }
}
