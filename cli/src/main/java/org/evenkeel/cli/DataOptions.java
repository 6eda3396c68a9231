package org.evenkeel.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.data.DownloadProgress;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.IdxFolder;
import org.evenkeel.data.Split;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which data are used, and where they are.
final class DataOptions {
  static final String FASHION_MNIST = "fashion-mnist";
  static final String IDX = "idx";

  @Option(
      names = "--dataset",
      paramLabel = "SET",
      description =
          "fashion-mnist; or idx: four IDX files of your own, named like MNIST's, gzipped or not,"
              + " in the folder --data, without checksums. Default: fashion-mnist.")
  private @Nullable String dataset;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of the data set, the only one looked at. Default: $EVENKEEL_DATA, else the"
              + " cache, else Debian's folder, else downloaded.")
  private @Nullable Path folder;

  /// Whether the user named a data set or a folder.
  boolean isGiven() {
    return dataset != null || folder != null;
  }

  /// A data set not yet read.
  ///
  /// @param name `fashion-mnist` or `idx`
  /// @param folder where the user said it is
  record Source(String name, Optional<Path> folder) {
    /// Reads the data; `classes` is how many an idx data set has.
    Split load(int classes, DownloadProgress progress) {
      return isIdx()
          ? IdxFolder.load(folder.orElseThrow(), classes)
          : FashionMnist.load(folder, progress);
    }

    /// Whether this is Fashion-MNIST from where it is found by itself.
    boolean isDefault() {
      return !isIdx() && folder.isEmpty();
    }

    boolean isIdx() {
      return name.equals(IDX);
    }

    /// Returns where the data are.
    Optional<Path> place() {
      return (isIdx() ? folder : FashionMnist.locate(folder)).map(Path::toAbsolutePath);
    }
  }

  /// Checks the options.
  Source source() {
    return source(new Source(FASHION_MNIST, Optional.empty()));
  }

  /// Checks the options; what they leave open is as in `otherwise`.
  Source source(Source otherwise) {
    String name = dataset == null ? otherwise.name() : dataset;
    if (!name.equals(FASHION_MNIST) && !name.equals(IDX)) {
      throw Failure.usage("--dataset: expected fashion-mnist or idx, got '" + name + "'");
    }
    Optional<Path> place =
        folder != null
            ? Optional.of(folder)
            : otherwise.folder().filter(_ -> name.equals(otherwise.name()));
    if (name.equals(IDX) && place.isEmpty()) {
      throw Failure.usage("--dataset idx: expected --data DIR, the folder of the four IDX files");
    }
    return new Source(name, place);
  }
}
