package org.evenkeel.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Labelled images, kept as unsigned bytes: the value for a network is exactly `(b & 0xff) / 255f`.
///
/// Shapes: pixels (size, channels, height, width) row-major, from {@link #pixelsOffset}; labels
/// (size). A view shares the pixels of the data set that it was cut from.
///
/// Pixels are in an array, or, if there may be more of them than the heap holds, in a memory segment: {@link #isMapped}.
public final class Dataset {
  private final byte[] array;
  private final MemorySegment pixels;
  private final boolean mapped;
  private final long pixelsOffset;
  private final byte[] labels;
  private final ImageShape shape;
  private final List<String> classNames;

  private Dataset(
      byte[] array,
      MemorySegment pixels,
      boolean mapped,
      long pixelsOffset,
      byte[] labels,
      ImageShape shape,
      List<String> classNames) {
    this.array = array;
    this.pixels = pixels;
    this.mapped = mapped;
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
    MemorySegment segment = MemorySegment.ofArray(pixels);
    return checked(pixels, segment, false, labels, shape, classNames);
  }

  /// A data set over a memory segment of any size, such as a file mapped into memory; of its pixels nothing is kept on the heap.
  ///
  /// Shapes: pixels (n, c, h, w), labels (n).
  ///
  /// Throws: a `DataException` where the counts disagree or a label is outside the classes.
  public static Dataset ofSegment(
      MemorySegment pixels, byte[] labels, ImageShape shape, List<String> classNames) {
    return checked(new byte[0], pixels, true, labels, shape, classNames);
  }

  private static Dataset checked(
      byte[] array,
      MemorySegment pixels,
      boolean mapped,
      byte[] labels,
      ImageShape shape,
      List<String> classNames) {
    List<String> names = List.copyOf(classNames);
    long expected = (long) labels.length * shape.values();
    if (labels.length == 0 || pixels.byteSize() != expected) {
      throw new DataException(
          DataException.Kind.FORMAT,
          "images: expected %d bytes for %d labels (at least 1) and shape %s, found %d"
              .formatted(expected, labels.length, shape, pixels.byteSize()));
    }
    checkLabels("labels", labels, names.size());
    return new Dataset(array, pixels, mapped, 0, labels, shape, names);
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
    long at = pixelsOffset + (long) Objects.checkIndex(i, size()) * values() + value;
    return (pixels.get(ValueLayout.JAVA_BYTE, at) & 0xff) / 255f;
  }

  /// Returns whether the pixels are in a memory segment, not in an array.
  public boolean isMapped() {
    return mapped;
  }

  /// Returns the array that holds the pixels: this data set's own, not a copy, to be read only.
  ///
  /// Throws: an `IllegalStateException` where they are in a memory segment.
  public byte[] pixels() {
    if (mapped) {
      throw new IllegalStateException(
          "pixels: expected an array, but they are mapped into memory; ask for the segment");
    }
    return array;
  }

  /// Returns the memory segment that holds the pixels, of an array too; to be read only.
  public MemorySegment segment() {
    return pixels;
  }

  /// Returns where in {@link #pixels} the first example begins.
  public int pixelsOffset() {
    return (int) pixelsOffset;
  }

  /// Returns where in {@link #segment} the first example begins.
  public long segmentOffset() {
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
        array,
        pixels,
        mapped,
        pixelsOffset + (long) from * values(),
        Arrays.copyOfRange(labels, from, to),
        shape,
        classNames);
  }

  @Override
  public String toString() {
    return "Dataset(%d examples of shape %s, %d classes)".formatted(size(), shape, classes());
  }
}
