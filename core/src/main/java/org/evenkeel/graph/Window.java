package org.evenkeel.graph;

/// The sliding window of a convolution or pooling.
///
/// @param kernelHeight height
/// @param kernelWidth width
/// @param strideY vertical stride
/// @param strideX horizontal stride
/// @param top rows of padding above
/// @param bottom rows of padding below
/// @param left columns of padding at the left
/// @param right columns of padding at the right
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int top,
    int bottom,
    int left,
    int right) {
  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if a kernel or stride is not positive or a padding is negative
  public Window {
    if (Math.min(Math.min(kernelHeight, kernelWidth), Math.min(strideY, strideX)) < 1) {
      throw new IllegalArgumentException(
          "window: expected kernel and stride of at least 1, got kernel %d x %d, stride %d x %d"
              .formatted(kernelHeight, kernelWidth, strideY, strideX));
    }
    if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
      throw new IllegalArgumentException(
          "window: expected padding of at least 0, got %d, %d, %d, %d"
              .formatted(top, bottom, left, right));
    }
  }

  /// Returns the shape of the result for `channels` channels over an input of shape `x`.
  ///
  /// @throws IllegalArgumentException if the window does not fit the padded input
  public Shape slide(String operation, Shape x, int channels) {
    int h = x.height() + top + bottom - kernelHeight;
    int w = x.width() + left + right - kernelWidth;
    if (h < 0 || w < 0) {
      throw new IllegalArgumentException(
          "%s: a window of %d x %d does not fit an input of %d x %d with padding %d, %d, %d, %d"
              .formatted(
                  operation,
                  kernelHeight,
                  kernelWidth,
                  x.height(),
                  x.width(),
                  top,
                  bottom,
                  left,
                  right));
    }
    return Shape.of(channels, h / strideY + 1, w / strideX + 1);
  }
}
