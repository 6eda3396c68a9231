package org.evenkeel.nn;

import java.util.List;
import org.evenkeel.graph.Window;

/// Size and stride of a window, before it is known how far it hangs over the edge.
///
/// @param height rows
/// @param width columns
/// @param strideY vertical stride
/// @param strideX horizontal stride
public record Kernel(int height, int width, int strideY, int strideX) {
  /// Checks the sizes.
  ///
  /// @throws IllegalArgumentException if a size or stride is not positive
  public Kernel {
    if (Math.min(Math.min(height, width), Math.min(strideY, strideX)) < 1) {
      throw new IllegalArgumentException(
          "expected kernel and stride of at least 1, got kernel %d x %d, stride %d x %d"
              .formatted(height, width, strideY, strideX));
    }
  }

  /// Returns the window with the given padding.
  Window window(int top, int bottom, int left, int right) {
    return new Window(height, width, strideY, strideX, top, bottom, left, right);
  }

  /// Returns the kernel read from the settings `kernel` and `stride`: one number or two, height first.
  static Kernel fromSettings(Settings settings, boolean strideIsKernel) {
    List<Integer> size = pair("kernel", settings.integers("kernel"));
    List<Integer> stride =
        pair("stride", settings.integers("stride", strideIsKernel ? size : List.of(1)));
    return new Kernel(size.get(0), size.get(1), stride.get(0), stride.get(1));
  }

  private static List<Integer> pair(String name, List<Integer> values) {
    return switch (values.size()) {
      case 1 -> List.of(values.get(0), values.get(0));
      case 2 -> values;
      default ->
          throw new IllegalArgumentException(
              name + ": expected one number or height, width, got " + values);
    };
  }

  /// Returns `settings` with `kernel` and `stride` added.
  Settings into(Settings settings) {
    return settings
        .with("kernel", List.of(height, width))
        .with("stride", List.of(strideY, strideX));
  }
}
