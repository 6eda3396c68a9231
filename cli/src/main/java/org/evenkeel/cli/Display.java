package org.evenkeel.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.evenkeel.train.EpochResult;
import org.evenkeel.train.Progress;

/// Shows how training goes on: a line per epoch, and on a terminal a bar below them.
final class Display {
  /// How much is shown.
  enum Mode {
    SILENT,
    LINES,
    BAR
  }

  private static final long NANOS_BETWEEN_BARS = 100_000_000;
  private static final int FEWEST_BAR_COLUMNS = 5;

  private final PrintStream out;
  private final Mode mode;
  private final int columns;
  private long lastBar = System.nanoTime();
  private boolean barShown;

  Display(PrintStream out, Mode mode, int columns) {
    this.out = out;
    this.mode = mode;
    this.columns = columns;
  }

  /// Redraws the bar, now and then.
  void step(Progress progress) {
    long now = System.nanoTime();
    if (mode == Mode.BAR && now - lastBar >= NANOS_BETWEEN_BARS) {
      lastBar = now;
      out.print("\r" + bar(progress, columns - 1));
      out.flush();
      barShown = true;
    }
  }

  void epoch(EpochResult result, int epochs) {
    if (mode != Mode.SILENT) {
      clear();
      out.println(line(result, epochs));
      out.flush();
    }
  }

  /// Adds what else is known of an epoch, under its numbers.
  void more(String line, int epochs) {
    if (mode != Mode.SILENT && !line.isEmpty()) {
      out.println(" ".repeat(epochOf(epochs, epochs).length() + 2) + line);
      out.flush();
    }
  }

  /// Removes the bar.
  void clear() {
    if (barShown) {
      out.print("\r" + " ".repeat(columns - 1) + "\r");
      out.flush();
      barShown = false;
    }
  }

  static String bar(Progress p, int width) {
    return bar(
        epochOf(p.epoch(), p.epochs()),
        (double) p.batch() / p.batches(),
        String.format(
            Locale.ROOT,
            "loss %.3f  acc %.3f  %,d examples/s",
            p.loss(),
            p.accuracy(),
            Math.round(p.examplesPerSecond())),
        width);
  }

  /// `left [####......] 40% right`, of exactly the width.
  static String bar(String left, double share, String right, int width) {
    String tail = String.format(Locale.ROOT, " %3d%%  %s", Math.round(100 * share), right);
    int room = width - left.length() - tail.length() - 3;
    String text = left + tail;
    if (room >= FEWEST_BAR_COLUMNS) {
      int done = (int) Math.round(share * room);
      text = left + " [" + "#".repeat(done) + ".".repeat(room - done) + "]" + tail;
    }
    return text.length() > width
        ? text.substring(0, width)
        : text + " ".repeat(width - text.length());
  }

  static String line(EpochResult result, int epochs) {
    return String.format(
        Locale.ROOT,
        "%s  loss %.3f  %s  %,d examples/s",
        epochOf(result.epoch(), epochs),
        result.trainLoss(),
        accuracies(result),
        Math.round(result.examples() / result.seconds()));
  }

  /// Three of them have no room for more words within 80 columns.
  private static String accuracies(EpochResult result) {
    double test = result.testAccuracy().orElse(Double.NaN);
    return result.validationAccuracy().isPresent()
        ? String.format(
            Locale.ROOT,
            "train %.3f  val %.3f  test %.3f",
            result.trainAccuracy(),
            result.validationAccuracy().getAsDouble(),
            test)
        : String.format(Locale.ROOT, "train acc %.3f  test acc %.3f", result.trainAccuracy(), test);
  }

  private static String epochOf(int epoch, int epochs) {
    String last = Integer.toString(epochs);
    return "epoch "
        + " ".repeat(last.length() - Integer.toString(epoch).length())
        + epoch
        + "/"
        + last;
  }
}
