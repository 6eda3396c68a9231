package org.evenkeel.data;

/// The shape of one example: channels, height and width.
///
/// Throws: an `IllegalArgumentException` where a size is below 1 or the values overflow an int.
///
/// @param channels the channels, 1 for grey
/// @param height the rows
/// @param width the columns
public record ImageShape(int channels, int height, int width) {
  /// Checks the sizes.
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape: expected sizes of at least 1, got " + text(channels, height, width));
    }
    if ((long) channels * height > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException(
          "image shape: expected fewer than 2^31 values, got " + text(channels, height, width));
    }
  }

  /// Returns the number of values of one example.
  public int values() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return text(channels, height, width);
  }

  private static String text(int channels, int height, int width) {
    return "(" + channels + ", " + height + ", " + width + ")";
  }
}
