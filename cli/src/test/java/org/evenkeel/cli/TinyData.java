package org.evenkeel.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Writes small data sets as IDX files: class k is a bright row k in noise.
final class TinyData {
  static final int TRAIN = 48;
  static final int TEST = 20;

  private TinyData() {}

  /// Four good files of square images in ten classes.
  static Path write(Path folder, int side) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", TRAIN, side);
    write(folder, "t10k", TEST, side);
    return folder;
  }

  private static void write(Path folder, String part, int count, int side) throws IOException {
    Random random = new Random(count);
    byte[] pixels = new byte[count * side * side];
    byte[] labels = new byte[count];
    random.nextBytes(pixels);
    for (int n = 0; n < count; n++) {
      labels[n] = (byte) (n % 10);
      for (int i = 0; i < side * side; i++) {
        int at = n * side * side + i;
        pixels[at] = (byte) (i / side == n % 10 ? 255 : (pixels[at] & 0x3f));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), idx(pixels, count, side, side));
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), idx(labels, count));
  }

  static byte[] idx(byte[] values, int... sizes) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * sizes.length).putInt(0x800 + sizes.length);
    for (int size : sizes) {
      header.putInt(size);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header.array());
    all.writeBytes(values);
    return all.toByteArray();
  }
}
