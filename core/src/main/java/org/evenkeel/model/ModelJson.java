package org.evenkeel.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.graph.Shape;
import org.evenkeel.nn.Layer;
import org.evenkeel.nn.LayerRegistry;
import org.evenkeel.nn.Named;
import org.evenkeel.nn.Sequential;
import org.evenkeel.nn.Settings;

/// The layers of a model as JSON:
///
/// ```json
/// {"input": [1, 28, 28], "layers": [{"type": "conv2d", "outputs": 6, "kernel": 5}, {"type": "batchNorm"}]}
/// ```
///
/// `name` in a layer names it; `input` and `classNames` may be left out of a file written by hand.
public final class ModelJson {
  private ModelJson() {}

  /// What a file says.
  ///
  /// @param input shape of one input, if given
  /// @param layers the layers
  /// @param classNames names of the classes, perhaps none
  public record Description(Optional<Shape> input, List<Layer> layers, List<String> classNames) {
    /// Returns the network.
    ///
    /// @param source the file, for messages
    /// @throws ModelFileException if no input shape is given or the layers do not fit each other
    public Sequential network(String source) {
      return network(
          source,
          input.orElseThrow(() -> new ModelFileException(source + ": \"input\" is missing")));
    }

    /// Returns the network for inputs of the given shape.
    ///
    /// @throws ModelFileException if the file says otherwise or the layers do not fit each other
    public Sequential network(String source, Shape data) {
      if (input.isPresent() && !input.get().equals(data)) {
        throw new ModelFileException(
            "%s: input: expected %s as in the data, found %s".formatted(source, data, input.get()));
      }
      try {
        return Sequential.of(data, layers);
      } catch (IllegalArgumentException e) {
        throw new ModelFileException(source + ": " + e.getMessage(), e);
      }
    }
  }

  /// Returns a network as JSON.
  public static Json write(Sequential network, List<String> classNames) {
    int[] input = network.input().sizes().stream().mapToInt(Integer::intValue).toArray();
    Json.JsonObject object =
        Json.JsonObject.EMPTY
            .with("format", "evenkeel-model")
            .with("version", 1)
            .with("input", Json.ofInts(input));
    if (!classNames.isEmpty()) {
      object = object.with("classNames", Json.of(classNames.stream().map(Json::of).toList()));
    }
    return object.with("layers", layers(network.layers()));
  }

  private static Json layers(List<Layer> layers) {
    List<Json> items = new ArrayList<>();
    for (Layer layer : layers) {
      Json.JsonObject item = Json.JsonObject.EMPTY.with("type", layer.type());
      if (layer instanceof Named named) {
        item = item.with("name", named.name());
      }
      for (Map.Entry<String, Object> setting : layer.settings().values().entrySet()) {
        item = item.with(setting.getKey(), value(setting.getValue()));
      }
      items.add(item);
    }
    return Json.of(items);
  }

  private static Json value(Object value) {
    return switch (value) {
      case Boolean flag -> Json.of(flag);
      case String text -> Json.of(text);
      case Integer number -> Json.of(number.longValue());
      case Long number -> Json.of(number);
      case Number number -> Json.of(number.doubleValue());
      case List<?> list when !list.isEmpty() && list.get(0) instanceof Layer ->
          layers(list.stream().map(Layer.class::cast).toList());
      case List<?> list -> Json.of(list.stream().map(ModelJson::value).toList());
      default ->
          throw new IllegalArgumentException(
              "settings: expected numbers, strings, booleans, lists or layers, got " + value);
    };
  }

  /// Reads a file.
  ///
  /// @throws ModelFileException if it is missing, not JSON, or names something impossible
  public static Description read(Path file, LayerRegistry registry) {
    JsonCursor root = JsonCursor.of(file.toString(), Json.read(file));
    root.onlyFields(java.util.Set.of("format", "version", "input", "classNames", "layers"));
    if (root.has("format") && !root.field("format").asString().equals("evenkeel-model")) {
      throw root.field("format").problem("expected \"evenkeel-model\"");
    }
    if (root.has("version") && root.field("version").asInt() != 1) {
      throw root.field("version").problem("this program reads version 1");
    }
    List<String> classNames =
        root.has("classNames")
            ? root.field("classNames").items().stream().map(JsonCursor::asString).toList()
            : List.of();
    return new Description(input(root), layers(root.field("layers"), registry), classNames);
  }

  private static Optional<Shape> input(JsonCursor root) {
    if (!root.has("input")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Shape.of(root.field("input").asInts()));
    } catch (IllegalArgumentException e) {
      throw root.field("input").problem(String.valueOf(e.getMessage()));
    }
  }

  private static List<Layer> layers(JsonCursor array, LayerRegistry registry) {
    List<Layer> layers = new ArrayList<>();
    for (JsonCursor item : array.items()) {
      layers.add(layer(item, registry));
    }
    return layers;
  }

  private static Layer layer(JsonCursor item, LayerRegistry registry) {
    Map<String, Object> settings = new LinkedHashMap<>();
    item.fields()
        .forEach(
            (name, value) -> {
              if (!name.equals("type") && !name.equals("name")) {
                settings.put(name, setting(value, registry));
              }
            });
    try {
      Layer layer = registry.create(item.field("type").asString(), Settings.of(settings));
      return item.has("name") ? new Named(item.field("name").asString(), layer) : layer;
    } catch (IllegalArgumentException e) {
      throw item.problem(String.valueOf(e.getMessage()));
    }
  }

  private static Object setting(JsonCursor cursor, LayerRegistry registry) {
    return switch (cursor.value()) {
      case Json.JsonBoolean flag -> flag.value();
      case Json.JsonNumber _ -> cursor.asDouble();
      case Json.JsonString text -> text.text();
      case Json.JsonArray _ ->
          cursor.items().stream().map(item -> setting(item, registry)).toList();
      case Json.JsonObject _ -> layer(cursor, registry);
      case Json.JsonNull _ -> throw cursor.problem("expected a value, found null");
    };
  }
}
