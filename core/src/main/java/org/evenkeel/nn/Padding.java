package org.evenkeel.nn;

import java.util.List;
import org.evenkeel.graph.Shape;
import org.evenkeel.graph.Window;

/// How far a window may hang over the edge of its input.
public sealed interface Padding {
  /// None: the window stays inside.
  record Valid() implements Padding {}

  /// As much as makes the output ceil(input / stride) large; the odd row or column goes to the bottom or right, as in Keras and TensorFlow.
  record Same() implements Padding {}

  /// The given rows and columns.
  ///
  /// @param top rows above
  /// @param bottom rows below
  /// @param left columns at the left
  /// @param right columns at the right
  record Explicit(int top, int bottom, int left, int right) implements Padding {}

  /// Returns no padding.
  static Padding valid() {
    return new Valid();
  }

  /// Returns padding that keeps the size at stride 1.
  static Padding same() {
    return new Same();
  }

  /// Returns the same padding on all four sides.
  static Padding of(int all) {
    return new Explicit(all, all, all, all);
  }

  /// Returns the given padding.
  static Padding of(int top, int bottom, int left, int right) {
    return new Explicit(top, bottom, left, right);
  }

  /// Returns the window of this padding over an input of shape x.
  default Window window(Shape x, Kernel kernel) {
    return switch (this) {
      case Valid _ -> kernel.window(0, 0, 0, 0);
      case Explicit(int top, int bottom, int left, int right) ->
          kernel.window(top, bottom, left, right);
      case Same _ -> {
        int rows = missing(x.height(), kernel.height(), kernel.strideY());
        int columns = missing(x.width(), kernel.width(), kernel.strideX());
        yield kernel.window(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
      }
    };
  }

  private static int missing(int input, int kernel, int stride) {
    int outputs = (input + stride - 1) / stride;
    return Math.max((outputs - 1) * stride + kernel - input, 0);
  }

  /// Returns how this is written in settings: "valid", "same" or four numbers.
  default Object setting() {
    return switch (this) {
      case Valid _ -> "valid";
      case Same _ -> "same";
      case Explicit(int top, int bottom, int left, int right) -> List.of(top, bottom, left, right);
    };
  }

  /// Returns the padding written as `setting` under `name`.
  ///
  /// @throws IllegalArgumentException if it is something else
  static Padding fromSettings(Settings settings, String name) {
    Object value = settings.values().getOrDefault(name, "valid");
    if (value.equals("valid")) {
      return valid();
    }
    if (value.equals("same")) {
      return same();
    }
    if (value instanceof String) {
      throw new IllegalArgumentException(
          name + ": expected \"valid\", \"same\" or top, bottom, left, right, got " + value);
    }
    List<Integer> sides = settings.integers(name);
    return switch (sides.size()) {
      case 1 -> of(sides.get(0));
      case 4 -> of(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
      default ->
          throw new IllegalArgumentException(
              name + ": expected one number or top, bottom, left, right, got " + sides);
    };
  }
}
