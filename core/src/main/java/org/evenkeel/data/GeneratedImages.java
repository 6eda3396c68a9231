package org.evenkeel.data;

import org.evenkeel.kernel.CounterRandom;
import org.evenkeel.kernel.CounterRandom.Purpose;

/// Images made up for tests, benchmarks and first experiments: each class has a coarse pattern of
/// grey tiles, each image is its class's pattern under noise. Classes are easy to tell apart.
///
/// Formula: pixel = ⌊3 · tile / 4⌋ + noise, with tile in 0 … 255 drawn per (class, channel, 4 by 4
/// pixels) and noise in 0 … 63 drawn per (example, value). Example `i` has class `i` modulo the
/// number of classes.
///
/// Numerics: whole numbers only; an example depends on the seed, the shape and its index.
///
/// @param shape the shape of an image
/// @param classes how many classes there are, 1 to 256
/// @param seed the seed; other seeds draw other patterns
public record GeneratedImages(ImageShape shape, int classes, long seed) {
  private static final int TILE = 4;

  /// Checks the number of classes.
  public GeneratedImages {
    if (classes < 1 || classes > 256) {
      throw new IllegalArgumentException(
          "generated images: expected 1 to 256 classes, got " + classes);
    }
  }

  /// Returns a data set of the first `size` examples.
  public Dataset dataset(int size) {
    if (size < 1 || (long) size * shape.values() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "generated images: expected 1 to %d examples of shape %s, got %d"
              .formatted((Integer.MAX_VALUE - 8) / shape.values(), shape, size));
    }
    byte[] pixels = new byte[size * shape.values()];
    byte[] labels = new byte[size];
    long key = CounterRandom.key(seed, Purpose.GENERATED_DATA);
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) (i % classes);
      draw(pixels, i, i % classes, key);
    }
    return Dataset.ofBytes(pixels, labels, shape, classes);
  }

  /// Returns `train` examples to learn from and the `test` examples that follow them.
  public Split split(int train, int test) {
    Dataset all = dataset(Math.addExact(train, test));
    return new Split(all.first(train), all.range(train, train + test));
  }

  private void draw(byte[] pixels, int example, int label, long key) {
    long patternKey = CounterRandom.key(seed, Purpose.GENERATED_DATA, label);
    int tilesAcross = (shape.width() + TILE - 1) / TILE;
    int tilesDown = (shape.height() + TILE - 1) / TILE;
    int at = example * shape.values();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int tileIndex = (c * tilesDown + y / TILE) * tilesAcross + x / TILE;
          int tile = CounterRandom.below(patternKey, tileIndex, 256);
          int noise = CounterRandom.below(key, at, 64);
          pixels[at++] = (byte) (3 * tile / 4 + noise);
        }
      }
    }
  }
}
