package org.evenkeel.bench.peers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// The training images and labels of an MNIST-like data set, read from IDX files.
///
/// The peers read the files by themselves, so that they need nothing of Evenkeel on their class
/// path.
///
/// @param pixels the images, (n, h, w), one unsigned byte a pixel
/// @param labels one class number an image, (n)
/// @param height rows of an image
/// @param width columns of an image
record IdxData(byte[] pixels, byte[] labels, int height, int width) {
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  /// Number of images.
  int examples() {
    return labels.length;
  }

  /// Reads the training half of the data set from a folder, gzipped or not.
  static IdxData readTraining(Path folder) throws IOException {
    try (DataInputStream images = open(folder, "train-images-idx3-ubyte");
        DataInputStream labels = open(folder, "train-labels-idx1-ubyte")) {
      expect("image magic number", IMAGES_MAGIC, images.readInt());
      expect("label magic number", LABELS_MAGIC, labels.readInt());
      int count = images.readInt();
      expect("number of labels", count, labels.readInt());
      int height = images.readInt();
      int width = images.readInt();
      byte[] pixels = images.readNBytes(Math.multiplyExact(count, height * width));
      expect("bytes of images", count * height * width, pixels.length);
      byte[] classes = labels.readNBytes(count);
      expect("bytes of labels", count, classes.length);
      return new IdxData(pixels, classes, height, width);
    }
  }

  /// The images as floats from 0 to 1, (n, h, w).
  float[] scaled() {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (pixels[i] & 0xff) / 255f;
    }
    return scaled;
  }

  private static DataInputStream open(Path folder, String name) throws IOException {
    Path plain = folder.resolve(name);
    InputStream bytes =
        Files.exists(plain)
            ? Files.newInputStream(plain)
            : new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")), 1 << 16);
    return new DataInputStream(bytes);
  }

  private static void expect(String what, int expected, int found) throws IOException {
    if (expected != found) {
      throw new IOException("reading IDX: expected " + what + " " + expected + ", got " + found);
    }
  }
}
