package org.evenkeel.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.Split;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `evenkeel data`.
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Fetches Fashion-MNIST, if it is not there yet, and verifies it.", ""})
final class DataCommand implements Callable<Integer> {
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private final Screen screen;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of the data set, the only one looked at. Default: $EVENKEEL_DATA, else the"
              + " cache, else Debian's folder, else downloaded into the cache.")
  private @Nullable Path folder;

  DataCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    DownloadBar downloads = new DownloadBar(screen, false);
    Split split;
    try {
      split = FashionMnist.load(Optional.ofNullable(folder), downloads);
    } finally {
      downloads.end();
    }
    Path place = FashionMnist.locate(Optional.ofNullable(folder)).orElseThrow();
    screen.out().println("fashion-mnist in " + place.toAbsolutePath());
    for (String name : FILES) {
      Path plain = place.resolve(name);
      Path file = Files.isRegularFile(plain) ? plain : place.resolve(name + ".gz");
      screen
          .out()
          .println(
              String.format(
                  Locale.ROOT, "  %-27s %,11d bytes  sha256 ok", file.getFileName(), size(file)));
    }
    screen
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d training and %,d test images",
                split.train().size(),
                split.test().size()));
    return ExitCode.OK.code();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
