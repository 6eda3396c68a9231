package org.evenkeel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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
      requireEmpty(asked);
      return new RunFolder(asked);
    }
    String name = TIME.format(now) + "-" + label;
    Path folder = Path.of("runs", name);
    for (int i = 2; Files.exists(folder); i++) {
      folder = Path.of("runs", name + "-" + i);
    }
    return new RunFolder(folder);
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new OutputException("--out " + folder + ": expected a folder, found a file");
    }
    try (Stream<Path> content = Files.list(folder)) {
      Optional<Path> first = content.sorted().findFirst();
      if (first.isPresent()) {
        throw new OutputException(
            "--out %s: expected an empty or a new folder, found %s in it; choose another one"
                .formatted(folder, first.get().getFileName()));
      }
    } catch (IOException e) {
      throw new OutputException("--out " + folder + ": cannot be read: " + e, e);
    }
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

  void metrics(List<EpochResult> epochs) {
    StringBuilder csv = new StringBuilder("epoch,train_loss,train_acc,test_acc,seconds,lr");
    boolean validated = epochs.stream().anyMatch(e -> e.validationAccuracy().isPresent());
    csv.append(validated ? ",validation_acc\n" : "\n");
    for (EpochResult e : epochs) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%.6f,%.6f,%.6f,%.3f,%.6g",
              e.epoch(),
              e.trainLoss(),
              e.trainAccuracy(),
              e.testAccuracy().orElse(Double.NaN),
              e.seconds(),
              e.rate()));
      csv.append(
          validated
              ? String.format(Locale.ROOT, ",%.6f\n", e.validationAccuracy().orElse(Double.NaN))
              : "\n");
    }
    AtomicFiles.write(path.resolve(METRICS), csv.toString());
  }

  void model(Model model) {
    model.save(path);
  }

  /// Saves the averaged model in a folder of its own, with the configuration, so that it is a run folder like this one.
  void averaged(Model model) {
    Path folder = path.resolve(AVERAGED);
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(folder.resolve(CONFIG), Files.readString(path.resolve(CONFIG)));
    } catch (IOException e) {
      throw new OutputException("cannot make the folder %s: %s".formatted(folder, reason(e)), e);
    }
    model.save(folder);
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
