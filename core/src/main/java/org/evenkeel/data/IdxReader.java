package org.evenkeel.data;

import static org.evenkeel.data.DataException.Kind.CORRUPT;
import static org.evenkeel.data.DataException.Kind.FORMAT;
import static org.evenkeel.data.DataException.Kind.MISSING;
import static org.evenkeel.data.DataException.Kind.TRUNCATED;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/// Reads one IDX file in one pass: header, check that the file holds what it promises, values.
final class IdxReader implements AutoCloseable {
  /// Bytes per read: small enough to stay in cache between decompression and checksum.
  private static final int CHUNK = 1 << 17;

  /// Deflate cannot do better than 258 bytes for two bits.
  private static final int HIGHEST_RATIO = 1032;

  /// Above this ratio a file is decompressed twice, the first time only to count its bytes.
  private static final int TRUSTED_RATIO = 64;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final long LARGEST_FILE = 1L << 60;

  private final Path file;
  private final Idx.Sink sink;
  private final boolean compressed;
  private final long mappedFrom;
  private final InputStream in;

  /// Bytes read so far, after decompression.
  private long found;

  private IdxReader(Path file, Idx.Sink sink, boolean compressed, long mappedFrom)
      throws IOException {
    this.file = file;
    this.sink = sink;
    this.compressed = compressed;
    this.mappedFrom = mappedFrom;
    this.in = open(file, compressed);
  }

  /// Reads a file, or maps it if it is not compressed and has at least `mappedFrom` bytes.
  static Idx read(Path file, List<Integer> dimensions, Idx.Sink sink, long mappedFrom) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          MISSING, file + ": expected a file, found " + (Files.exists(file) ? "none" : "nothing"));
    }
    try (IdxReader reader = new IdxReader(file, sink, isCompressed(file), mappedFrom)) {
      return reader.read(dimensions);
    } catch (EOFException e) {
      throw new DataException(TRUNCATED, file + ": truncated: its gzip header is cut short", e);
    } catch (ZipException e) {
      throw new DataException(CORRUPT, file + ": damaged gzip header: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(MISSING, file + ": cannot be read: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static boolean isCompressed(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static InputStream open(Path file, boolean compressed) throws IOException {
    InputStream plain = Files.newInputStream(file);
    if (!compressed) {
      return plain;
    }
    try {
      return new Gunzip(plain);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private Idx read(List<Integer> dimensions) throws IOException {
    byte[] magic = new byte[4];
    fill(magic, magic.length);
    int count = magic[3];
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || !dimensions.contains(count)) {
      throw new DataException(
          FORMAT,
          "%s: expected an IDX file of unsigned bytes with %s (magic 0000080%d), found magic %08x"
              .formatted(
                  file,
                  dimensions.getFirst() == 1 ? "labels" : "images",
                  dimensions.getFirst(),
                  ByteBuffer.wrap(magic).getInt()));
    }
    byte[] header = new byte[4 * count];
    fill(header, 4L + header.length);
    List<Integer> sizes = sizes(ByteBuffer.wrap(header), count);
    long total = 4L + header.length + valuesOf(sizes);
    expectHeld(total);
    if (isMapped(total)) {
      return Idx.mapped(List.copyOf(sizes), map(total - valuesOf(sizes), valuesOf(sizes)));
    }
    byte[] values = new byte[(int) valuesOf(sizes)];
    fill(values, total);
    expectEnd(total);
    return Idx.read(List.copyOf(sizes), values);
  }

  private boolean isMapped(long total) {
    return !compressed && total >= mappedFrom;
  }

  /// Maps values; the map lives as long as something reaches it.
  private MemorySegment map(long from, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, from, bytes, Arena.ofAuto());
    }
  }

  private List<Integer> sizes(ByteBuffer header, int count) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sizes.add(header.getInt());
    }
    long most = compressed || mappedFrom > LARGEST_FILE ? LARGEST_ARRAY : LARGEST_FILE;
    if (sizes.stream().anyMatch(size -> size < 1) || valuesOf(sizes) > most) {
      throw new DataException(
          FORMAT,
          "%s: expected sizes from 1 with at most %d values together%s, found %s"
              .formatted(
                  file,
                  most,
                  compressed ? " (more need a file that is not compressed)" : "",
                  sizes));
    }
    return sizes;
  }

  /// The product of the sizes, or a number above every file where it would overflow.
  private static long valuesOf(List<Integer> sizes) {
    long product = 1;
    for (int size : sizes) {
      boolean tooLarge = product > LARGEST_FILE / Math.max(1, size);
      product = tooLarge ? LARGEST_FILE + 1 : product * size;
    }
    return product;
  }

  /// Refuses, before any memory is taken, a file that cannot hold what its header promises.
  private void expectHeld(long total) throws IOException {
    long size = Files.size(file);
    if (!compressed) {
      expectBytes(total, size);
    } else if (total > size * HIGHEST_RATIO) {
      throw new DataException(
          TRUNCATED,
          "%s: its header promises %d bytes, %d compressed bytes hold at most %d"
              .formatted(file, total, size, size * HIGHEST_RATIO));
    } else if (total > size * TRUSTED_RATIO || storedLength(size) != total) {
      expectBytes(total, count(total));
    }
  }

  /// The decompressed length as gzip notes it in its last four bytes.
  private long storedLength(long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(4);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (last.hasRemaining() && channel.read(last, size - last.remaining()) > 0) {
        // a channel may read less than asked for
      }
    }
    return Integer.toUnsignedLong(Integer.reverseBytes(last.getInt(0)));
  }

  private long count(long total) throws IOException {
    try (IdxReader counting = new IdxReader(file, (bytes, offset, count) -> {}, true, mappedFrom)) {
      byte[] scratch = new byte[CHUNK];
      while (counting.next(scratch, 0, CHUNK, total) >= 0) {
        // only counts
      }
      return counting.found;
    }
  }

  private void expectBytes(long total, long held) {
    if (held < total) {
      throw new DataException(TRUNCATED, truncated(total, held));
    }
    if (held > total) {
      throw new DataException(
          CORRUPT, "%s: expected to end after %d bytes, found %d".formatted(file, total, held));
    }
  }

  private String truncated(long total, long held) {
    return "%s: truncated: expected %d bytes%s, found %d"
        .formatted(file, total, compressed ? " after decompression" : "", held);
  }

  private void expectEnd(long total) {
    byte[] one = new byte[1];
    if (next(one, 0, 1, total) > 0) {
      throw new DataException(
          CORRUPT, "%s: expected to end after %d bytes, found more".formatted(file, total));
    }
  }

  /// Fills `target`; `total` is how many bytes the file is so far known to need.
  private void fill(byte[] target, long total) {
    int at = 0;
    while (at < target.length) {
      int count = next(target, at, Math.min(CHUNK, target.length - at), total);
      if (count < 0) {
        throw new DataException(TRUNCATED, truncated(total, found));
      }
      sink.accept(target, at, count);
      at += count;
    }
  }

  private int next(byte[] target, int offset, int length, long total) {
    try {
      int count = in.read(target, offset, length);
      found += Math.max(0, count);
      return count;
    } catch (EOFException e) {
      throw new DataException(TRUNCATED, truncated(total, found), e);
    } catch (ZipException e) {
      throw new DataException(
          CORRUPT,
          "%s: damaged gzip data after %d of %d bytes: %s"
              .formatted(file, found, Math.max(found, total), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DataException(MISSING, file + ": cannot be read: " + e, e);
    }
  }
}
