package org.evenkeel.data;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The content of an IDX file of unsigned bytes: images (n, h, w) or (n, c, h, w), or labels (n).
///
/// A file may be gzipped; its first bytes tell, not its name. Memory is taken only for what the
/// file is known to hold: a header that promises more is refused first.
///
/// Throws: every reader throws a `DataException` that names the file, what was expected and what
/// was found, where the file is missing, truncated, damaged, longer than its header says, or not of
/// this form.
///
/// Source: the IDX format, described with the MNIST database (LeCun, Cortes and Burges).
public final class Idx {
  /// Sees the bytes of a file in order, header included, while they are read.
  @FunctionalInterface
  interface Sink {
    void accept(byte[] bytes, int offset, int count);
  }

  /// Smaller files are read: an array is a little faster, and does not mind what becomes of the file.
  private static final long MAPPED_FROM = 1L << 28;

  private final List<Integer> sizes;
  private final byte[] values;
  private final Optional<MemorySegment> map;

  private Idx(List<Integer> sizes, byte[] values, Optional<MemorySegment> map) {
    this.sizes = sizes;
    this.values = values;
    this.map = map;
  }

  static Idx read(List<Integer> sizes, byte[] values) {
    return new Idx(sizes, values, Optional.empty());
  }

  static Idx mapped(List<Integer> sizes, MemorySegment values) {
    return new Idx(sizes, new byte[0], Optional.of(values));
  }

  /// Reads a file of images; one of more than 256 MiB that is not gzipped is mapped into memory instead.
  public static Idx images(Path file) {
    return images(file, MAPPED_FROM);
  }

  /// Reads a file of images, or maps it from so many bytes on.
  static Idx images(Path file, long mappedFrom) {
    return IdxReader.read(file, List.of(3, 4), (bytes, offset, count) -> {}, mappedFrom);
  }

  /// Reads a file of labels.
  public static Idx labels(Path file) {
    return labels(file, (bytes, offset, count) -> {});
  }

  static Idx images(Path file, Sink sink) {
    return IdxReader.read(file, List.of(3, 4), sink, Long.MAX_VALUE);
  }

  static Idx labels(Path file, Sink sink) {
    return IdxReader.read(file, List.of(1), sink, Long.MAX_VALUE);
  }

  /// Returns the sizes of the dimensions, the number of examples first.
  public List<Integer> sizes() {
    return sizes;
  }

  /// Returns the number of examples.
  public int examples() {
    return sizes.getFirst();
  }

  /// Returns the shape of one image; three dimensions mean one channel.
  ///
  /// Throws: an `IllegalStateException` for labels.
  public ImageShape shape() {
    return switch (sizes.size()) {
      case 3 -> new ImageShape(1, sizes.get(1), sizes.get(2));
      case 4 -> new ImageShape(sizes.get(1), sizes.get(2), sizes.get(3));
      default -> throw new IllegalStateException("shape: expected images, got sizes " + sizes);
    };
  }

  /// Returns the map, if the file was mapped into memory: the values, row-major.
  public Optional<MemorySegment> map() {
    return map;
  }

  /// Returns the values, row-major: the array itself, not a copy.
  ///
  /// Throws: an `IllegalStateException` where the file was mapped into memory.
  public byte[] values() {
    if (map.isPresent()) {
      throw new IllegalStateException("values: expected an array, but the file is mapped; see map");
    }
    return values;
  }
}
