package org.evenkeel.kernel;

/// Which input positions the windows of a pooling see, and which windows see an input position.
public final class PoolWindow {
  private PoolWindow() {}

  /// Returns the first existing input row of the windows of output row `oy`.
  public static int top(PoolShape shape, int oy) {
    return Math.max(0, oy * shape.strideY() - shape.padTop());
  }

  /// Returns the input row that the windows of output row `oy` stop before.
  public static int bottom(PoolShape shape, int oy) {
    return Math.min(shape.height(), oy * shape.strideY() - shape.padTop() + shape.kernelHeight());
  }

  /// Returns the first existing input column of the windows of output column `ox`.
  public static int left(PoolShape shape, int ox) {
    return Math.max(0, ox * shape.strideX() - shape.padLeft());
  }

  /// Returns the input column that the windows of output column `ox` stop before.
  public static int right(PoolShape shape, int ox) {
    return Math.min(shape.width(), ox * shape.strideX() - shape.padLeft() + shape.kernelWidth());
  }

  /// Returns the first output row whose windows see input row `iy`.
  public static int firstRow(PoolShape shape, int iy) {
    return first(iy + shape.padTop(), shape.kernelHeight(), shape.strideY());
  }

  /// Returns the output row to stop before: the windows of no later row see input row `iy`.
  public static int endRow(PoolShape shape, int iy) {
    return Math.min(shape.outHeight(), (iy + shape.padTop()) / shape.strideY() + 1);
  }

  /// Returns the first output column whose windows see input column `ix`.
  public static int firstColumn(PoolShape shape, int ix) {
    return first(ix + shape.padLeft(), shape.kernelWidth(), shape.strideX());
  }

  /// Returns the output column to stop before: the windows of no later column see column `ix`.
  public static int endColumn(PoolShape shape, int ix) {
    return Math.min(shape.outWidth(), (ix + shape.padLeft()) / shape.strideX() + 1);
  }

  /// Returns what the sum over the window of output (oy, ox) is multiplied by for its average.
  public static float share(PoolShape shape, int oy, int ox) {
    int rows = bottom(shape, oy) - top(shape, oy);
    int columns = right(shape, ox) - left(shape, ox);
    int window = shape.kernelHeight() * shape.kernelWidth();
    return (float) (1.0 / (shape.countPadding() ? window : rows * columns));
  }

  /// Returns whether windows are 2 x 2, side by side and without padding: the common case.
  public static boolean isTwoByTwo(PoolShape shape) {
    return shape.kernelHeight() == 2
        && shape.kernelWidth() == 2
        && shape.strideY() == 2
        && shape.strideX() == 2
        && shape.padTop() == 0
        && shape.padLeft() == 0
        && 2 * shape.outHeight() <= shape.height()
        && 2 * shape.outWidth() <= shape.width();
  }

  // Of windows that start every `stride` positions, the first to reach `position`.
  private static int first(int position, int kernel, int stride) {
    return position < kernel ? 0 : (position - kernel) / stride + 1;
  }
}
