package org.evenkeel.cli;

import org.evenkeel.data.DownloadProgress;

/// Shows how far a download has come: a bar on a terminal, else a line per file, on standard error.
final class DownloadBar implements DownloadProgress {
  private static final long NANOS_BETWEEN_BARS = 100_000_000;

  private final Screen screen;
  private final boolean silent;
  private long lastBar;
  private boolean shown;
  private String announced = "";

  DownloadBar(Screen screen, boolean silent) {
    this.screen = screen;
    this.silent = silent;
  }

  @Override
  public synchronized void arrived(String file, long bytes, long totalBytes) {
    if (silent) {
      return;
    }
    if (!screen.terminal()) {
      if (!announced.equals(file)) {
        announced = file;
        screen.warn("downloading " + file);
      }
      return;
    }
    long now = System.nanoTime();
    if (!shown || now - lastBar >= NANOS_BETWEEN_BARS || bytes == totalBytes) {
      lastBar = now;
      shown = true;
      double share = totalBytes > 0 ? Math.min(1, (double) bytes / totalBytes) : 0;
      String text = Display.bar(file, share, (bytes >> 20) + " MiB", screen.columns() - 1);
      screen.err().print("\r" + text);
      screen.err().flush();
    }
  }

  /// Removes the bar.
  synchronized void end() {
    if (shown) {
      screen.err().print("\r" + " ".repeat(screen.columns() - 1) + "\r");
      screen.err().flush();
      shown = false;
    }
  }
}
