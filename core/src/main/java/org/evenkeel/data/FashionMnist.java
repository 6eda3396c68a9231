package org.evenkeel.data;

import static org.evenkeel.data.FashionMnistFile.TEST_IMAGES;
import static org.evenkeel.data.FashionMnistFile.TEST_LABELS;
import static org.evenkeel.data.FashionMnistFile.TRAIN_IMAGES;
import static org.evenkeel.data.FashionMnistFile.TRAIN_LABELS;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 by 28, in ten classes.
///
/// A folder given by the caller, or by the variable `EVENKEEL_DATA`, is the only place looked at.
/// Otherwise: `${XDG_CACHE_HOME:-~/.cache}/evenkeel/fashion-mnist`, then
/// `/usr/share/datasets/fashion-mnist` (Debian's package `dataset-fashion-mnist`), else the files
/// are downloaded from the official hosts into the cache. Files may be gzipped or not. The SHA-256
/// of the decompressed bytes is compared at every load.
///
/// Throws: every method throws a `DataException` where the data are missing, damaged or not the
/// published ones.
///
/// Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine
/// learning algorithms", 2017.
public final class FashionMnist {
  /// The names of the classes, in the order of their numbers.
  public static final List<String> CLASS_NAMES =
      List.of(
          "t-shirt/top",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private FashionMnist() {}

  /// Loads and verifies the data set, downloading it where need be.
  public static Split load(Optional<Path> folder) {
    return load(folder, (file, bytes, totalBytes) -> {});
  }

  /// The same, telling how far a download has come.
  public static Split load(Optional<Path> folder, DownloadProgress progress) {
    return read(obtain(folder, progress));
  }

  /// Returns the folder that holds all four files, or nothing where they would be downloaded; the
  /// files are not verified.
  ///
  /// Throws: a `DataException` where the one folder that was named lacks a file.
  public static Optional<Path> locate(Optional<Path> folder) {
    return locate(DataPlaces.of(folder));
  }

  /// Returns the folder that holds all four files, downloading them where need be.
  static Path obtain(Optional<Path> folder, DownloadProgress progress) {
    return obtain(DataPlaces.of(folder), progress);
  }

  static Path obtain(DataPlaces places, DownloadProgress progress) {
    Optional<Path> folder = locate(places);
    return folder.isPresent() ? folder.get() : new FashionMnistDownload(places, progress).run();
  }

  static Optional<Path> locate(DataPlaces places) {
    if (places.only().isPresent()) {
      Path only = places.only().get();
      for (FashionMnistFile file : FashionMnistFile.values()) {
        if (file.in(only).isEmpty()) {
          throw new DataException(
              DataException.Kind.MISSING,
              "fashion-mnist: expected %s (or with .gz) in %s, named by %s, found none"
                  .formatted(file.fileName(), only, places.namedBy()));
        }
      }
      return places.only();
    }
    for (Path folder : List.of(places.cache(), places.system())) {
      if (holdsAll(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /// Reads and verifies the files of a folder: the large one here, the others on a second thread.
  static Split read(Path folder) {
    FutureTask<Dataset> test = new FutureTask<>(() -> read(folder, TEST_IMAGES, TEST_LABELS));
    Thread.ofPlatform().daemon().name("evenkeel-test-set").start(test);
    Dataset train = read(folder, TRAIN_IMAGES, TRAIN_LABELS);
    try {
      return new Split(train, test.get());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException unusable) {
        throw unusable;
      }
      throw new IllegalStateException("fashion-mnist: the test set could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("fashion-mnist: interrupted while reading", e);
    }
  }

  private static Dataset read(Path folder, FashionMnistFile images, FashionMnistFile labels) {
    Path imageFile = require(folder, images);
    Path labelFile = require(folder, labels);
    Idx labelContent = labels.read(labelFile);
    return IdxFolder.join(imageFile, images.read(imageFile), labelFile, labelContent, CLASS_NAMES);
  }

  private static boolean holdsAll(Path folder) {
    for (FashionMnistFile file : FashionMnistFile.values()) {
      if (file.in(folder).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Path require(Path folder, FashionMnistFile file) {
    return file.in(folder)
        .orElseThrow(
            () ->
                new DataException(
                    DataException.Kind.MISSING,
                    "fashion-mnist: expected %s (or with .gz) in %s, found none"
                        .formatted(file.fileName(), folder)));
  }
}
