package org.evenkeel.graph;

import java.util.List;
import java.util.stream.Collectors;

/// Sizes of a value without its batch dimension.
///
/// A per-example value is (features) or (channels, height, width); a batch-wide value has any number of dimensions, none for
/// a scalar.
///
/// @param sizes the dimensions, outermost first
public record Shape(List<Integer> sizes) {
  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if a size is not positive
  public Shape {
    sizes = List.copyOf(sizes);
    long values = 1;
    for (int size : sizes) {
      if (size <= 0) {
        throw new IllegalArgumentException("shape: expected positive sizes, got " + sizes);
      }
      values *= size;
      if (values > Integer.MAX_VALUE / 64) {
        throw new IllegalArgumentException("shape: " + sizes + " has too many values");
      }
    }
  }

  /// Returns the shape with the given sizes.
  public static Shape of(int... sizes) {
    return new Shape(java.util.Arrays.stream(sizes).boxed().toList());
  }

  /// Returns the shape of a scalar, ().
  public static Shape scalar() {
    return new Shape(List.of());
  }

  /// Returns the number of dimensions.
  public int rank() {
    return sizes.size();
  }

  /// Returns dimension `i`.
  public int size(int i) {
    return sizes.get(i);
  }

  /// Returns the product of all sizes, 1 for a scalar.
  public int values() {
    int values = 1;
    for (int size : sizes) {
      values *= size;
    }
    return values;
  }

  /// Returns the first dimension: channels or features, 1 for a scalar.
  public int channels() {
    return sizes.isEmpty() ? 1 : sizes.get(0);
  }

  /// Returns the rows of one channel, 1 for a value without positions.
  public int height() {
    return sizes.size() == 3 ? sizes.get(1) : 1;
  }

  /// Returns the values in a row of one channel, 1 for a value without positions.
  public int width() {
    return sizes.size() == 3 ? sizes.get(2) : 1;
  }

  /// Returns height times width.
  public int positions() {
    return height() * width();
  }

  /// Returns the same shape with another number of channels.
  public Shape withChannels(int channels) {
    return sizes.size() == 3 ? of(channels, height(), width()) : of(channels);
  }

  /// Returns the shape as users read it for one example, with n in front: `(n, 6, 24, 24)`.
  public String withBatch() {
    return "(n, " + toString().substring(1);
  }

  @Override
  public String toString() {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
