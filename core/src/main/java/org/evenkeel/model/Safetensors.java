package org.evenkeel.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The content of a safetensors file: named tensors, and strings about them.
///
/// The format: eight bytes with the length of the header (little-endian), the header (JSON, filled
/// up with spaces to a multiple of eight), then the values of all tensors without gaps. What is
/// written is what the reference implementation writes for the same tensors, byte for byte; of
/// several metadata strings, which it writes in no fixed order, those with smaller keys come first.
///
/// A file is checked before memory is taken for what it promises, and every failure is a
/// [ModelFileException] of one line that names the file and the tensor.
///
/// **Source** the safetensors format, version 0.4 and later.
public final class Safetensors {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CHUNK_BYTES = 1 << 16;

  private final String source;
  private final Map<String, SafetensorsTensor> tensors;
  private final Map<String, String> metadata;

  private Safetensors(
      String source, Map<String, SafetensorsTensor> tensors, Map<String, String> metadata) {
    this.source = source;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /// Reads a file. **Throws** [ModelFileException].
  public static Safetensors read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, Files.size(file));
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
  }

  /// Reads bytes; `source` begins every error. **Throws** [ModelFileException].
  public static Safetensors read(String source, byte[] bytes) {
    try {
      return read(source, new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a stream to its end, a class path resource say, and leaves it open; `source` begins
  /// every error. **Throws** [ModelFileException].
  public static Safetensors read(String source, InputStream in) {
    byte[] bytes;
    try {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new ModelFileException(source + ": cannot be read: " + e.getMessage(), e);
    }
    return read(source, bytes);
  }

  private static Safetensors read(String source, InputStream in, long fileBytes)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw new ModelFileException(
          source + ": expected a safetensors file of 8 bytes or more, found " + fileBytes);
    }
    byte[] lengthBytes = readFully(source, in, LENGTH_BYTES);
    long length = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    long room = Math.min(fileBytes - LENGTH_BYTES, SafetensorsHeader.MAX_BYTES);
    if (length < 0 || length > room) {
      String found = Long.toUnsignedString(length);
      throw new ModelFileException(
          source + ": expected a header of at most " + room + " bytes, found a length of " + found);
    }
    SafetensorsHeader header =
        SafetensorsHeader.parse(
            source, readFully(source, in, (int) length), fileBytes - LENGTH_BYTES - length);
    Map<String, SafetensorsTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      byte[] data = readFully(source, in, entry.bytes());
      tensors.put(entry.name(), SafetensorsTensor.read(source, entry, data));
    }
    return new Safetensors(source, tensors, header.metadata());
  }

  /// Reads in pieces, because the JVM copies each piece outside its heap.
  private static byte[] readFully(String source, InputStream in, int bytes) throws IOException {
    byte[] all = new byte[bytes];
    for (int done = 0; done < bytes; ) {
      int piece = in.readNBytes(all, done, Math.min(CHUNK_BYTES, bytes - done));
      if (piece == 0) {
        throw new ModelFileException(source + ": became shorter while it was read");
      }
      done += piece;
    }
    return all;
  }

  /// Writes a file, atomically. No tensors at all is allowed.
  ///
  /// **Throws** [OutputException] if it cannot be written, [IllegalArgumentException] if two
  /// tensors have one name.
  public static void write(
      Path file, List<SafetensorsTensor> tensors, Map<String, String> metadata) {
    List<SafetensorsTensor> ordered = SafetensorsHeader.inFileOrder(tensors);
    byte[] header = SafetensorsHeader.write(ordered, metadata);
    long bytes = (long) LENGTH_BYTES + header.length;
    for (SafetensorsTensor tensor : ordered) {
      bytes += tensor.data().length;
    }
    AtomicFiles.write(file, bytes, out -> write(out, header, ordered));
  }

  /// The bytes that [#write] writes, for small files.
  public static byte[] toBytes(List<SafetensorsTensor> tensors, Map<String, String> metadata) {
    List<SafetensorsTensor> ordered = SafetensorsHeader.inFileOrder(tensors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, SafetensorsHeader.write(ordered, metadata), ordered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(OutputStream out, byte[] header, List<SafetensorsTensor> tensors)
      throws IOException {
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (SafetensorsTensor tensor : tensors) {
      out.write(tensor.data());
    }
  }

  /// The tensors by name, in the order of their bytes in the file.
  public Map<String, SafetensorsTensor> tensors() {
    return tensors;
  }

  /// The names of the tensors, in the order of their bytes in the file.
  public Set<String> names() {
    return tensors.keySet();
  }

  /// The strings of the header's `__metadata__`; empty if it has none.
  public Map<String, String> metadata() {
    return metadata;
  }

  /// The tensor `name`. **Throws** [ModelFileException] if there is none.
  public SafetensorsTensor tensor(String name) {
    if (!tensors.containsKey(name)) {
      throw new ModelFileException(
          source + ": expected a tensor " + JsonWriter.quote(name) + ", found " + names());
    }
    return tensors.get(name);
  }

  /// The shape of the tensor `name`.
  public int[] shape(String name) {
    return tensor(name).shape();
  }

  /// As [SafetensorsTensor#floats].
  public float[] floats(String name) {
    return tensor(name).floats();
  }

  /// As [SafetensorsTensor#doubles].
  public double[] doubles(String name) {
    return tensor(name).doubles();
  }

  /// As [SafetensorsTensor#longs].
  public long[] longs(String name) {
    return tensor(name).longs();
  }
}
