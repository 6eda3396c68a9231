package org.evenkeel.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// Writes good and bad IDX files for tests.
final class IdxFiles {
  private IdxFiles() {}

  static byte[] header(int... sizes) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * sizes.length).putInt(0x800 + sizes.length);
    for (int size : sizes) {
      header.putInt(size);
    }
    return header.array();
  }

  static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    new Random(17).nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  static Path write(Path folder, String name, byte[]... parts) {
    try {
      return Files.write(folder.resolve(name), join(parts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Four small good files: 30 training and 10 test images, 1 x 4 x 3.
  static void writeFolder(Path folder) {
    write(folder, "train-images-idx3-ubyte", header(30, 4, 3), noise(360));
    write(folder, "train-labels-idx1-ubyte", header(30), labels(30));
    write(folder, "t10k-images-idx3-ubyte.gz", gzip(join(header(10, 4, 3), noise(120))));
    write(folder, "t10k-labels-idx1-ubyte.gz", gzip(join(header(10), labels(10))));
  }

  static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return labels;
  }
}
