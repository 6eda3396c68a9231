package org.evenkeel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;

/// How far the moving statistics of a run lagged behind exact ones when it ended, where its summary knows.
final class LagText {
  private LagText() {}

  /// Returns a table, empty where nothing is known.
  static List<String> lines(Path run) {
    Path file = run.resolve(RunFolder.SUMMARY);
    if (!Files.exists(file)) {
      return List.of();
    }
    JsonCursor summary = JsonCursor.of(file.toString(), Json.read(file));
    if (!summary.has("lag")) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("Moving statistics against those of the training set, when the run ended");
    lines.add("  layer                     mean, in deviations    log of variance ratio");
    lines.add("                               rms      greatest        rms      greatest");
    for (JsonCursor layer : summary.field("lag").items()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-24s %s %s %s %s",
              layer.field("layer").asString(),
              number(layer.field("mean_rms"), 7),
              number(layer.field("mean_max"), 13),
              number(layer.field("log_variance_rms"), 10),
              number(layer.field("log_variance_max"), 13)));
    }
    return lines;
  }

  private static String number(JsonCursor field, int width) {
    return field.value() instanceof Json.JsonNull
        ? " ".repeat(width - 3) + "NaN"
        : String.format(Locale.ROOT, "%" + width + ".4f", field.asDouble());
  }
}
