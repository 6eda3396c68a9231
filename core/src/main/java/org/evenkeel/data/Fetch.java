package org.evenkeel.data;

import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// A small program that sees to it that Fashion-MNIST is there and whole: `Fetch [--data DIR]`.
///
/// It prints one line and exits with 0 where the data are present, or downloaded, and verified;
/// with 2 for wrong arguments; with 3 where the data are missing and could not be downloaded; with
/// 4 where they are damaged or not the published ones.
public final class Fetch {
  private static final int OK = 0;
  private static final int USAGE = 2;
  private static final int MISSING = 3;
  private static final int DAMAGED = 4;

  private Fetch() {}

  /// Runs the program.
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  private static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 0) {
      return run(DataPlaces.of(Optional.empty()), out, err);
    }
    if (arguments.length == 2 && arguments[0].equals("--data") && !arguments[1].isBlank()) {
      return run(DataPlaces.of(Optional.of(Path.of(arguments[1]))), out, err);
    }
    err.println("data: expected no arguments or --data DIR, got " + String.join(" ", arguments));
    return USAGE;
  }

  static int run(DataPlaces places, PrintStream out, PrintStream err) {
    ProgressLine line = new ProgressLine(err);
    try {
      Path folder = FashionMnist.obtain(places, line);
      line.end();
      Split split = FashionMnist.read(folder);
      out.printf(
          "fashion-mnist: %d training and %d test images in %s, checksums verified%n",
          split.train().size(), split.test().size(), folder);
      return OK;
    } catch (DataException e) {
      line.end();
      err.println(e.getMessage());
      return e.kind() == DataException.Kind.MISSING ? MISSING : DAMAGED;
    }
  }

  /// One line per file, rewritten at each whole percent where a person is looking.
  private static final class ProgressLine implements DownloadProgress {
    private final PrintStream err;
    private final boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    private String last = "";

    ProgressLine(PrintStream err) {
      this.err = err;
    }

    @Override
    public void arrived(String file, long bytes, long totalBytes) {
      String text =
          "downloading %s: %s"
              .formatted(
                  file, totalBytes > 0 ? 100 * bytes / totalBytes + " %" : (bytes >> 20) + " MiB");
      if (terminal && !text.equals(last)) {
        err.print("\r" + text + "   ");
        err.flush();
        last = text;
      }
    }

    void end() {
      if (!last.isEmpty()) {
        err.println();
        last = "";
      }
    }
  }
}
