package org.evenkeel.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Labelled images, kept as unsigned bytes: the value for a network is exactly `(b & 0xff) / 255f`.
///
/// Shapes: pixels (size, channels, height, width) row-major, from {@link #pixelsOffset}; labels
/// (size). A view shares the pixels of the data set that it was cut from.
public final class Dataset {
  private final byte[] pixels;
  private final int pixelsOffset;
  private final byte[] labels;
  private final ImageShape shape;
  private final List<String> classNames;

  private Dataset(
      byte[] pixels, int pixelsOffset, byte[] labels, ImageShape shape, List<String> classNames) {
    this.pixels = pixels;
    this.pixelsOffset = pixelsOffset;
    this.labels = labels;
    this.shape = shape;
    this.classNames = classNames;
  }

  /// A data set over arrays, which are used as they are, not copied.
  ///
  /// Shapes: pixels (n, c, h, w), labels (n).
  ///
  /// Throws: a `DataException` where the counts disagree or a label is outside the classes.
  public static Dataset ofBytes(
      byte[] pixels, byte[] labels, ImageShape shape, List<String> classNames) {
    List<String> names = List.copyOf(classNames);
    if (labels.length == 0 || pixels.length != (long) labels.length * shape.values()) {
      throw new DataException(
          DataException.Kind.FORMAT,
          "images: expected %d bytes for %d labels (at least 1) and shape %s, found %d"
              .formatted(
                  (long) labels.length * shape.values(), labels.length, shape, pixels.length));
    }
    checkLabels("labels", labels, names.size());
    return new Dataset(pixels, 0, labels, shape, names);
  }

  /// The same with classes named "0", "1", and so on.
  public static Dataset ofBytes(byte[] pixels, byte[] labels, ImageShape shape, int classes) {
    return ofBytes(pixels, labels, shape, numbered(classes));
  }

  static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  static void checkLabels(String where, byte[] labels, int classes) {
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i] & 0xff;
      if (label >= classes) {
        throw new DataException(
            DataException.Kind.LABELS,
            "%s: example %d has class %d, expected 0 to %d"
                .formatted(where, i, label, classes - 1));
      }
    }
  }

  /// Returns the number of examples.
  public int size() {
    return labels.length;
  }

  /// Returns the shape of one example.
  public ImageShape shape() {
    return shape;
  }

  /// Returns the channels of an example.
  public int channels() {
    return shape.channels();
  }

  /// Returns the rows of an example.
  public int height() {
    return shape.height();
  }

  /// Returns the columns of an example.
  public int width() {
    return shape.width();
  }

  /// Returns the values of one example: channels times height times width.
  public int values() {
    return shape.values();
  }

  /// Returns the number of classes.
  public int classes() {
    return classNames.size();
  }

  /// Returns the names of the classes, in the order of their numbers.
  public List<String> classNames() {
    return classNames;
  }

  /// Returns the class of example `i`.
  public int label(int i) {
    return labels[i] & 0xff;
  }

  /// Returns value `value` of example `i` as a network sees it, in [0, 1].
  public float pixel(int i, int value) {
    Objects.checkIndex(value, values());
    return (pixels[pixelsOffset + Objects.checkIndex(i, size()) * values() + value] & 0xff) / 255f;
  }

  /// Returns the array that holds the pixels: this data set's own, not a copy, to be read only.
  public byte[] pixels() {
    return pixels;
  }

  /// Returns where in {@link #pixels} the first example begins.
  public int pixelsOffset() {
    return pixelsOffset;
  }

  /// Returns the labels, one unsigned byte per example: this data set's own array, to be read only.
  public byte[] labels() {
    return labels;
  }

  /// Returns a view of the first `n` examples.
  public Dataset first(int n) {
    return range(0, n);
  }

  /// Returns a view of the examples from `from` (included) to `to` (excluded).
  ///
  /// Throws: an `IllegalArgumentException` where the range is empty or outside the data set.
  public Dataset range(int from, int to) {
    if (from < 0 || to > size() || from >= to) {
      throw new IllegalArgumentException(
          "range: expected 0 <= from < to <= %d, got from %d to %d".formatted(size(), from, to));
    }
    return new Dataset(
        pixels,
        pixelsOffset + from * values(),
        Arrays.copyOfRange(labels, from, to),
        shape,
        classNames);
  }

  @Override
  public String toString() {
    return "Dataset(%d examples of shape %s, %d classes)".formatted(size(), shape, classes());
  }
}
