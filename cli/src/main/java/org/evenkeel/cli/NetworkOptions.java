package org.evenkeel.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.evenkeel.graph.Shape;
import org.evenkeel.model.ModelJson;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Sequential;
import org.evenkeel.train.TrainingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which network is trained.
final class NetworkOptions {
  private static final int DEFAULT_CLASSES = 10;
  private static final String EXTENSION = ".json";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "lenet; mlp (784-256-256-10); or a FILE.json that names its own layers, like the"
              + " model.json of a run. Default: ${DEFAULT-VALUE}.")
  private String model = "lenet";

  @Option(
      names = "--norm",
      paramLabel = "NORM",
      description =
          "What normalizes, before each sigmoid: scratch, the from-scratch layer of the examples;"
              + " batch, the built-in batchNorm with the defaults of Keras; layer, group (of two"
              + " groups) or rms, inside each example; none. Not with a FILE.json."
              + " Default: scratch.")
  private Networks.@Nullable Norm norm;

  /// A network still without its input.
  sealed interface Plan {
    /// One of the tool's own networks.
    record Known(String name, Networks.Norm norm) implements Plan {}

    /// Layers out of a file.
    record FromFile(Path file, ModelJson.Description description) implements Plan {}
  }

  /// Checks the options and reads the file, if one is named.
  Plan plan() {
    if (model.equals("lenet") || model.equals("mlp")) {
      return new Plan.Known(model, norm == null ? Networks.Norm.SCRATCH : norm);
    }
    Path file = Path.of(model);
    if (!model.endsWith(EXTENSION) && !Files.isRegularFile(file)) {
      throw Failure.usage("--model: expected lenet, mlp or a FILE.json, got '" + model + "'");
    }
    if (norm != null) {
      throw Failure.usage(
          "--norm cannot be given with a model file: %s names its own layers".formatted(file));
    }
    return new Plan.FromFile(file, ModelJson.read(file, LayerRegistry.load()));
  }

  /// Returns how many classes the network tells apart, where that is known before the data are.
  static OptionalInt classes(Plan plan) {
    return switch (plan) {
      case Plan.Known _ -> OptionalInt.of(DEFAULT_CLASSES);
      case Plan.FromFile(Path file, ModelJson.Description description) ->
          description.input().isEmpty()
              ? OptionalInt.empty()
              : OptionalInt.of(
                  description.network(file.toString()).trace(false).outputShape().values());
    };
  }

  /// Returns the network for images of the given shape.
  static Sequential network(Plan plan, Shape images, int classes) {
    return switch (plan) {
      case Plan.Known(String name, Networks.Norm norm) -> {
        try {
          yield name.equals("lenet")
              ? Networks.lenet(images, norm, classes)
              : Networks.mlp(images, norm, classes);
        } catch (IllegalArgumentException e) {
          throw new TrainingException(
              TrainingException.Kind.UNSUITABLE,
              "%s does not suit images of shape %s: %s".formatted(name, images, e.getMessage()));
        }
      }
      case Plan.FromFile(Path file, ModelJson.Description description) ->
          description.input().filter(shape -> shape.rank() == 1).isPresent()
              ? description.network(file.toString()) // a row of features: images are flattened
              : description.network(file.toString(), images);
    };
  }

  /// Returns the names of the classes: the file's if it has them, else the data's if they fit.
  static List<String> classNames(Plan plan, List<String> data, int outputs) {
    List<String> own =
        plan instanceof Plan.FromFile file ? file.description().classNames() : List.<String>of();
    return own.size() == outputs ? own : data.size() == outputs ? data : List.of();
  }

  /// Returns the network's name in the names of run folders: `lenet-scratch`, or the file's name.
  static String label(Plan plan) {
    return switch (plan) {
      case Plan.Known(String name, Networks.Norm norm) -> name + "-" + lower(norm);
      case Plan.FromFile(Path file, ModelJson.Description _) -> {
        String name = String.valueOf(file.getFileName());
        yield name.endsWith(EXTENSION)
            ? name.substring(0, name.length() - EXTENSION.length())
            : name;
      }
    };
  }

  String model() {
    return model;
  }

  /// Returns the effective kind of normalization, none where a file names its own layers.
  static Optional<String> norm(Plan plan) {
    return plan instanceof Plan.Known known ? Optional.of(lower(known.norm())) : Optional.empty();
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
