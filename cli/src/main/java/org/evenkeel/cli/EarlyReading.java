package org.evenkeel.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.evenkeel.data.DataException;
import org.evenkeel.data.FashionMnist;
import org.evenkeel.data.Split;

/// Begins to read Fashion-MNIST while the command line is still being parsed: half of the time from
/// launch to first step is reading, and a second processor would idle.
final class EarlyReading {
  private static final Set<String> OTHERWISE =
      Set.of("--data", "--dataset", "--help", "-h", "--version", "-V");

  private EarlyReading() {}

  private static boolean isThere() {
    try {
      return FashionMnist.locate(Optional.empty()).isPresent();
    } catch (DataException e) {
      return false; // said later, when the options are known to be right
    }
  }

  /// Starts reading on a thread of its own, if the arguments are for training on Fashion-MNIST from
  /// where it is found by itself, and it is there.
  static Optional<FutureTask<Split>> start(String[] arguments) {
    boolean train = arguments.length > 0 && arguments[0].equals("train");
    boolean otherwise =
        Arrays.stream(arguments).map(text -> text.split("=", 2)[0]).anyMatch(OTHERWISE::contains);
    if (!train || otherwise) {
      return Optional.empty();
    }
    if (!isThere()) {
      return Optional.empty();
    }
    FutureTask<Split> reading = new FutureTask<>(() -> FashionMnist.load(Optional.empty()));
    Thread.ofPlatform().daemon().name("evenkeel-data").start(reading);
    return Optional.of(reading);
  }
}
