package org.evenkeel.bench.peers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// Labelled images of ten classes.
///
/// @param pixels the images, (n, c, h, w), one unsigned byte a pixel
/// @param labels one class number an image, (n)
/// @param channels channels of an image
/// @param height rows of an image
/// @param width columns of an image
public record Images(byte[] pixels, byte[] labels, int channels, int height, int width) {
  /// Number of classes.
  public static final int CLASSES = 10;

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  /// Number of images.
  public int examples() {
    return labels.length;
  }

  /// Values of an image.
  public int values() {
    return channels * height * width;
  }

  /// The first images, at most `count`.
  Images first(int count) {
    int kept = Math.min(count, examples());
    return new Images(
        Arrays.copyOf(pixels, kept * values()),
        Arrays.copyOf(labels, kept),
        channels,
        height,
        width);
  }

  /// Noise, brighter with the number of the class.
  static Images generated(int examples, int channels, int height, int width) {
    Random random = new Random(1);
    byte[] pixels = new byte[examples * channels * height * width];
    byte[] labels = new byte[examples];
    int values = channels * height * width;
    for (int i = 0; i < examples; i++) {
      labels[i] = (byte) (i % CLASSES);
      for (int k = 0; k < values; k++) {
        pixels[i * values + k] = (byte) (labels[i] * 19 + random.nextInt(64));
      }
    }
    return new Images(pixels, labels, channels, height, width);
  }

  /// Reads the training half of an MNIST-like data set from a folder, gzipped or not.
  static Images readTraining(Path folder) throws IOException {
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
      return new Images(pixels, classes, 1, height, width);
    }
  }

  /// The images as floats from 0 to 1, (n, c, h, w).
  public float[] scaled() {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (pixels[i] & 0xff) / 255f;
    }
    return scaled;
  }

  /// The images as floats from 0 to 1, (n, h, w, c).
  public float[] scaledChannelsLast() {
    int positions = height * width;
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < examples(); i++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < positions; p++) {
          int from = (i * channels + c) * positions + p;
          scaled[(i * positions + p) * channels + c] = (pixels[from] & 0xff) / 255f;
        }
      }
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
