package org.evenkeel.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A user's own data set: four IDX files in one folder, named as MNIST's, gzipped or not, without
/// checksums.
///
/// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`; `.gz` may follow, and images with channels (n, c, h, w) may be named
/// `…-idx4-ubyte`.
public final class IdxFolder {
  private static final int DEFAULT_CLASSES = 10;

  private IdxFolder() {}

  /// Reads a data set of ten classes.
  ///
  /// Throws: a `DataException` as {@link #load(Path, int)}.
  public static Split load(Path folder) {
    return load(folder, DEFAULT_CLASSES);
  }

  /// Reads a data set of so many classes, which are named "0", "1", and so on.
  ///
  /// Throws: a `DataException` where a file is missing or damaged, where images and labels, or
  /// training and test set, do not fit each other, and where a label is outside the classes.
  public static Split load(Path folder, int classes) {
    if (classes < 1 || classes > 256) {
      throw new IllegalArgumentException("idx: expected 1 to 256 classes, got " + classes);
    }
    List<String> names = Dataset.numbered(classes);
    return new Split(read(folder, "train", names), read(folder, "t10k", names));
  }

  private static Dataset read(Path folder, String part, List<String> classNames) {
    Path images = require(folder, part + "-images-idx3-ubyte", part + "-images-idx4-ubyte");
    Path labels = require(folder, part + "-labels-idx1-ubyte");
    return join(images, Idx.images(images), labels, Idx.labels(labels), classNames);
  }

  /// One data set of a file of images and a file of labels.
  static Dataset join(
      Path imageFile, Idx images, Path labelFile, Idx labels, List<String> classNames) {
    if (images.examples() != labels.examples()) {
      throw new DataException(
          DataException.Kind.LABELS,
          "%s: expected %d labels, one for each image of %s, found %d"
              .formatted(labelFile, images.examples(), imageFile, labels.examples()));
    }
    Dataset.checkLabels("labels in " + labelFile, labels.values(), classNames.size());
    byte[] classes = labels.values();
    return images
        .map()
        .map(map -> Dataset.ofSegment(map, classes, images.shape(), classNames))
        .orElseGet(() -> Dataset.ofBytes(images.values(), classes, images.shape(), classNames));
  }

  private static Path require(Path folder, String... names) {
    for (String name : names) {
      Optional<Path> file = find(folder, name);
      if (file.isPresent()) {
        return file.get();
      }
    }
    throw new DataException(
        DataException.Kind.MISSING,
        "idx: expected %s (or with .gz) in %s, found none"
            .formatted(String.join(" or ", names), folder));
  }

  /// The file of that name, decompressed or with `.gz`.
  static Optional<Path> find(Path folder, String name) {
    Path plain = folder.resolve(name);
    if (Files.isRegularFile(plain)) {
      return Optional.of(plain);
    }
    return Optional.of(folder.resolve(name + ".gz")).filter(Files::isRegularFile);
  }
}
