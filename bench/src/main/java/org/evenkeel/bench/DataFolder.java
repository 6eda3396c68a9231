package org.evenkeel.bench;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.data.Dataset;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.GeneratedImages;
import org.evenkeel.data.ImageShape;

/// Where the images are: four IDX files.
///
/// @param folder the folder
/// @param kind where it comes from
record DataFolder(Path folder, Kind kind) {
  /// Where a folder comes from.
  enum Kind {
    /// Fashion-MNIST where every command finds it.
    FASHION_MNIST,
    /// Named by the caller.
    GIVEN,
    /// Images of the same shape, made up.
    GENERATED
  }

  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;

  /// Returns the caller's folder; or where Fashion-MNIST is; or images made up in `scratch`.
  static DataFolder choose(Optional<Path> given, Path scratch) throws IOException {
    if (given.isPresent()) {
      return new DataFolder(given.get(), Kind.GIVEN);
    }
    Optional<Path> found = FashionMnist.locate(Optional.empty());
    if (found.isPresent()) {
      return new DataFolder(found.get(), Kind.FASHION_MNIST);
    }
    Path folder = Files.createDirectories(scratch.resolve("data"));
    GeneratedImages images = new GeneratedImages(new ImageShape(1, 28, 28), 10, 1);
    write(folder, "train", images.dataset(TRAIN));
    write(folder, "t10k", images.dataset(TEST));
    return new DataFolder(folder, Kind.GENERATED);
  }

  private static void write(Path folder, String part, Dataset data) throws IOException {
    try (DataOutputStream images = open(folder.resolve(part + "-images-idx3-ubyte"));
        DataOutputStream labels = open(folder.resolve(part + "-labels-idx1-ubyte"))) {
      images.writeInt(0x803);
      images.writeInt(data.size());
      images.writeInt(data.height());
      images.writeInt(data.width());
      images.write(data.pixels(), data.pixelsOffset(), data.size() * data.values());
      labels.writeInt(0x801);
      labels.writeInt(data.size());
      labels.write(data.labels());
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new java.io.BufferedOutputStream(Files.newOutputStream(file)));
  }

  /// Returns what people read.
  String title() {
    return switch (kind) {
      case FASHION_MNIST -> "Fashion-MNIST";
      case GIVEN -> folder.toString();
      case GENERATED -> "generated images of Fashion-MNIST's shape";
    };
  }
}
