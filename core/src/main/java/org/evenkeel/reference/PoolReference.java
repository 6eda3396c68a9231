package org.evenkeel.reference;

import org.evenkeel.graph.Window;

/// Average and max pooling and their gradients. Shapes: x, dX (n, c, h, w); y, dY (n, c, oh, ow).
final class PoolReference {
  private PoolReference() {}

  /// One output and the rows and columns of its window that exist, [top, bottom) and [left, right),
  /// in the plane at `xAt`.
  private interface Cell {
    void visit(int yAt, int xAt, int top, int bottom, int left, int right);
  }

  /// Computes the mean of each window.
  static void average(Values x, Window window, boolean countPadding, Values y) {
    int width = x.shape().width();
    cells(
        x,
        y,
        window,
        (yAt, xAt, top, bottom, left, right) -> {
          double sum = 0;
          for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
              sum += x.data()[xAt + row * width + column];
            }
          }
          y.data()[yAt] = sum / count(window, countPadding, (bottom - top) * (right - left));
        });
  }

  /// Gives every position of a window its share of dY.
  static void averageGradient(Values dY, Window window, boolean countPadding, Values dX) {
    int width = dX.shape().width();
    cells(
        dX,
        dY,
        window,
        (yAt, xAt, top, bottom, left, right) -> {
          int count = count(window, countPadding, (bottom - top) * (right - left));
          for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
              dX.data()[xAt + row * width + column] += dY.data()[yAt] / count;
            }
          }
        });
  }

  private static int count(Window window, boolean countPadding, int existing) {
    return countPadding ? window.kernelHeight() * window.kernelWidth() : existing;
  }

  /// Computes the greatest value of each window.
  static void max(Values x, Window window, Values y) {
    int width = x.shape().width();
    cells(
        x,
        y,
        window,
        (yAt, xAt, top, bottom, left, right) ->
            y.data()[yAt] = x.data()[greatest(x.data(), xAt, width, top, bottom, left, right)]);
  }

  /// Gives dY to the greatest value of each window.
  static void maxGradient(Values x, Values dY, Window window, Values dX) {
    int width = x.shape().width();
    cells(
        x,
        dY,
        window,
        (yAt, xAt, top, bottom, left, right) ->
            dX.data()[greatest(x.data(), xAt, width, top, bottom, left, right)] += dY.data()[yAt]);
  }

  /// Returns the index of the first greatest value in row-major order; NaN beats everything.
  private static int greatest(
      double[] x, int xAt, int width, int top, int bottom, int left, int right) {
    int best = xAt + top * width + left;
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int at = xAt + row * width + column;
        if (x[at] > x[best] || Double.isNaN(x[at])) {
          best = at;
        }
      }
    }
    return best;
  }

  private static void cells(Values x, Values y, Window window, Cell cell) {
    int height = x.shape().height();
    int width = x.shape().width();
    int yAt = 0;
    for (int plane = 0; plane < x.examples() * x.channels(); plane++) {
      for (int oy = 0; oy < y.shape().height(); oy++) {
        for (int ox = 0; ox < y.shape().width(); ox++) {
          int row = oy * window.strideY() - window.top();
          int column = ox * window.strideX() - window.left();
          cell.visit(
              yAt++,
              plane * height * width,
              Math.max(row, 0),
              Math.min(row + window.kernelHeight(), height),
              Math.max(column, 0),
              Math.min(column + window.kernelWidth(), width));
        }
      }
    }
  }
}
