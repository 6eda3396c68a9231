package org.evenkeel.bench.lottery;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.bench.BenchException;
import org.evenkeel.data.Shuffle;
import org.evenkeel.model.AtomicFiles;

/// Outcomes as CSV, a line for each: what a stopped lottery goes on from.
///
/// @param path the file
/// @param epochs of each training; a file of other trainings is refused
record OutcomesFile(Path path, int epochs) {
  private static final List<String> FIRST =
      List.of("shuffle", "seed", "epochs", "weights_sha256", "train_acc");

  /// Returns what the file holds, nothing if there is none.
  List<Outcome> read() {
    if (!Files.exists(path)) {
      return new ArrayList<>();
    }
    try {
      List<String> lines = Files.readAllLines(path);
      if (lines.isEmpty() || !lines.getFirst().equals(header())) {
        throw unusable("expected the columns " + header());
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        outcomes.add(outcome(line.split(",", -1)));
      }
      return outcomes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw unusable("a line is damaged: " + e.getMessage());
    }
  }

  private Outcome outcome(String[] cells) {
    if (Integer.parseInt(cells[2]) != epochs) {
      throw unusable("expected runs of %d epochs, found %s".formatted(epochs, cells[2]));
    }
    Ticket ticket =
        new Ticket(Shuffle.valueOf(cells[0].toUpperCase(Locale.ROOT)), Long.parseLong(cells[1]));
    Map<Method, Double> test = new EnumMap<>(Method.class);
    int column = FIRST.size();
    for (Method method : Method.values()) {
      test.put(method, Double.parseDouble(cells[column++]));
    }
    return new Outcome(ticket, Double.parseDouble(cells[4]), test, cells[3]);
  }

  private BenchException unusable(String why) {
    return new BenchException(
        BenchException.USAGE, path + ": " + why + "; remove it or choose another --out");
  }

  /// Writes all outcomes, in the order of loaders and seeds whatever the order in which they came.
  void write(List<Outcome> outcomes) {
    StringBuilder csv = new StringBuilder(header()).append('\n');
    outcomes.stream()
        .sorted(
            Comparator.comparing((Outcome outcome) -> outcome.ticket().shuffle())
                .thenComparingLong(outcome -> outcome.ticket().seed()))
        .forEach(outcome -> csv.append(line(outcome)).append('\n'));
    AtomicFiles.write(path, csv.toString());
  }

  private static String header() {
    return String.join(",", FIRST)
        + ","
        + Arrays.stream(Method.values()).map(Method::key).collect(joining(","));
  }

  private String line(Outcome outcome) {
    List<String> cells = new ArrayList<>();
    cells.add(Ticket.key(outcome.ticket().shuffle()));
    cells.add(Long.toString(outcome.ticket().seed()));
    cells.add(Integer.toString(epochs));
    cells.add(outcome.weights());
    cells.add(Double.toString(outcome.trainAccuracy()));
    for (Method method : Method.values()) {
      cells.add(Double.toString(outcome.test(method)));
    }
    return String.join(",", cells);
  }
}
