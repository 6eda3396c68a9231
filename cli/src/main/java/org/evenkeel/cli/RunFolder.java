package org.evenkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.model.AtomicFiles;
import org.evenkeel.model.Json;
import org.evenkeel.model.Model;
import org.evenkeel.model.OutputException;
import org.evenkeel.report.BarFigure;
import org.evenkeel.report.Png;
import org.evenkeel.report.TrainingFigure;
import org.evenkeel.train.EpochResult;
import org.jspecify.annotations.Nullable;

/// The folder that a run leaves behind. Every file is written under another name and moved into
/// place.
record RunFolder(Path path) {
  static final String AVERAGED = "averaged";
  static final String CONFIG = "config.json";
  static final String METRICS = "metrics.csv";
  static final String PROFILE = "profile.json";
  static final String PROFILE_SVG = "profile.svg";
  static final String SUMMARY = "summary.json";
  static final String SVG = "figure.svg";
  static final String PNG = "figure.png";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Chooses the folder without making it: the one asked for, which must not exist or be empty,
  /// else `runs/<UTC time>-<label>` in the working directory.
  static RunFolder choose(@Nullable Path asked, String label, Instant now) {
    if (asked != null) {
      return empty("--out", asked);
    }
    String name = TIME.format(now) + "-" + label;
    Path folder = Path.of("runs", name);
    for (int i = 2; Files.exists(folder); i++) {
      folder = Path.of("runs", name + "-" + i);
    }
    return new RunFolder(folder);
  }

  /// Returns a folder that does not exist or is empty.
  ///
  /// @param option the option that names it
  static RunFolder empty(String option, Path folder) {
    if (!Files.exists(folder)) {
      return new RunFolder(folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new OutputException(option + " " + folder + ": expected a folder, found a file");
    }
    try (Stream<Path> content = Files.list(folder)) {
      Optional<Path> first = content.sorted().findFirst();
      if (first.isPresent()) {
        throw new OutputException(
            "%s %s: expected an empty or a new folder, found %s in it; choose another one"
                .formatted(option, folder, first.get().getFileName()));
      }
    } catch (IOException e) {
      throw new OutputException(option + " " + folder + ": cannot be read: " + e, e);
    }
    return new RunFolder(folder);
  }

  /// Makes the folder, empty but for the configuration.
  void create(Json config) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new OutputException(
          "cannot make the folder %s: %s; choose another one with --out".formatted(path, reason(e)),
          e);
    }
    AtomicFiles.write(path.resolve(CONFIG), config.write());
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.toString();
  }

  /// Writes the table of epochs.
  ///
  /// @param statistics what is known besides, by epoch
  void metrics(List<EpochResult> epochs, Map<Integer, EpochStatistics> statistics) {
    AtomicFiles.write(path.resolve(METRICS), MetricsCsv.of(epochs, statistics));
  }

  void model(Model model) {
    model.save(path);
  }

  /// Saves the averaged model in a folder of its own, with the configuration, so that it is a run folder like this one.
  void averaged(Model model) {
    saveLike(path, new RunFolder(path.resolve(AVERAGED)), model);
  }

  /// Saves another model of a run in a folder, with the run's configuration where there is one.
  static void saveLike(Path run, RunFolder folder, Model model) {
    try {
      Files.createDirectories(folder.path());
      if (Files.exists(run.resolve(CONFIG))) {
        AtomicFiles.write(folder.path().resolve(CONFIG), Files.readString(run.resolve(CONFIG)));
      }
    } catch (IOException e) {
      throw new OutputException(
          "cannot make the folder %s: %s".formatted(folder.path(), reason(e)), e);
    }
    folder.model(model);
  }

  void profile(Json profile, Optional<BarFigure> figure) {
    AtomicFiles.write(path.resolve(PROFILE), profile.write());
    figure.ifPresent(bars -> AtomicFiles.write(path.resolve(PROFILE_SVG), bars.svg()));
  }

  void summary(Json summary) {
    AtomicFiles.write(path.resolve(SUMMARY), summary.write());
  }

  /// Draws the figure; returns why there is no PNG, if there is none.
  Optional<String> figure(TrainingFigure figure) {
    AtomicFiles.write(path.resolve(SVG), figure.svg());
    return switch (figure.png()) {
      case Png.Drawn(byte[] bytes) -> {
        AtomicFiles.write(path.resolve(PNG), bytes);
        yield Optional.empty();
      }
      case Png.Missing(String reason) -> Optional.of(reason);
    };
  }
}
