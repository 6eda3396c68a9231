package org.evenkeel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.evenkeel.data.Split;
import org.evenkeel.doctor.Course;
import org.evenkeel.model.Json;
import org.evenkeel.model.JsonCursor;
import org.evenkeel.model.Model;
import org.evenkeel.model.ModelFileException;

/// A run folder, or any folder with a model, read back.
///
/// @param model the model
/// @param config the options of the run, where they are there
record SavedRun(Model model, Optional<JsonCursor> config) {
  static SavedRun read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ModelFileException(
          folder
              + ": expected the folder of a run, found "
              + (Files.exists(folder) ? "a file" : "nothing"));
    }
    Path config = folder.resolve(RunFolder.CONFIG);
    return new SavedRun(
        Model.load(folder),
        Files.exists(config)
            ? Optional.of(JsonCursor.of(config.toString(), Json.read(config)))
            : Optional.empty());
  }

  /// Returns an option of the run that is a whole number.
  int option(String name, int otherwise) {
    return config
        .filter(c -> c.has(name) && !c.field(name).isNull())
        .map(c -> c.field(name).asInt())
        .orElse(otherwise);
  }

  /// Returns an option of the run that is a switch, off where it is not there.
  boolean isOn(String name) {
    return config.filter(c -> c.has(name)).map(c -> c.field(name).asBoolean()).orElse(false);
  }

  /// Returns an option of the run that is a text.
  Optional<String> option(String name) {
    return config
        .filter(c -> c.has(name) && c.field(name).value() instanceof Json.JsonString)
        .map(c -> c.field(name).asString());
  }

  /// The run's own data: a folder that was named then is the only one looked at now.
  DataOptions.Source source() {
    boolean idx = option("dataset").filter(DataOptions.IDX::equals).isPresent();
    boolean given = idx || isOn("data_given");
    return new DataOptions.Source(
        idx ? DataOptions.IDX : DataOptions.FASHION_MNIST,
        given ? option("data").map(Path::of) : Optional.empty());
  }

  /// The data as the run had them: without what it kept out for validation, where they are its own.
  Split own(DataOptions.Source source, Split whole) {
    int held = option("validation", 0);
    return held > 0 && source.equals(source()) ? CureOptions.held(whole, held) : whole;
  }

  /// What is known of the run; nothing of a folder that holds a model only. An averaged model has the steps of the run around it.
  Optional<Course> course(Path folder) {
    int batch = option("batch", 0);
    int examples = option("examples", 0);
    if (batch < 1 || examples < 1) {
      return Optional.empty();
    }
    long planned = option("epochs", 0) * ((examples + batch - 1L) / batch);
    Path summary = folder.resolve(RunFolder.SUMMARY);
    long steps =
        Files.exists(summary)
            ? JsonCursor.of(summary.toString(), Json.read(summary)).field("steps").asInt()
            : planned;
    int part = Math.min(batch, option("micro_batch", batch));
    return steps < 1 ? Optional.empty() : Optional.of(new Course(examples, batch, part, steps));
  }
}
