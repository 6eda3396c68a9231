package org.evenkeel.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A value inside a JSON document together with the way to it, for reading typed values.
///
/// Every failure is a [ModelFileException] that names the source, the path, what was expected and
/// what was found: `model.json: layers[2].kernel: expected a whole number, found "five"`.
public final class JsonCursor {
  private static final int SHOWN_CHARACTERS = 40;

  private final String source;
  private final String path;
  private final Json value;

  private JsonCursor(String source, String path, Json value) {
    this.source = source;
    this.path = path;
    this.value = value;
  }

  /// Stands at the top of a document; `source` begins every error (a file name, say).
  public static JsonCursor of(String source, Json document) {
    return new JsonCursor(source, "", document);
  }

  /// Where this value is, such as `layers[2].kernel`; empty at the top.
  public String path() {
    return path;
  }

  /// The value itself.
  public Json value() {
    return value;
  }

  /// Whether this is an object that has the member `key`.
  public boolean has(String key) {
    return value instanceof Json.JsonObject object && object.members().containsKey(key);
  }

  /// The member `key` of this object.
  public JsonCursor field(String key) {
    Map<String, Json> members = object().members();
    if (!members.containsKey(key)) {
      throw problem("expected the field " + JsonWriter.quote(key) + ", found " + members.keySet());
    }
    return member(key, members.get(key));
  }

  /// All members of this object, in their order.
  public Map<String, JsonCursor> fields() {
    Map<String, JsonCursor> fields = new LinkedHashMap<>();
    object().members().forEach((key, member) -> fields.put(key, member(key, member)));
    return fields;
  }

  /// Refuses this object if it has a member that is not among `keys`, so that typing errors show.
  public void onlyFields(Set<String> keys) {
    for (Map.Entry<String, JsonCursor> field : fields().entrySet()) {
      if (!keys.contains(field.getKey())) {
        List<String> known = keys.stream().sorted().toList();
        throw field.getValue().problem("unknown field; expected one of " + known);
      }
    }
  }

  /// Whether this is `null`.
  public boolean isNull() {
    return value instanceof Json.JsonNull;
  }

  /// The items of this array.
  public List<JsonCursor> items() {
    if (!(value instanceof Json.JsonArray array)) {
      throw mismatch("an array");
    }
    List<JsonCursor> items = new ArrayList<>(array.items().size());
    for (Json item : array.items()) {
      items.add(new JsonCursor(source, path + "[" + items.size() + "]", item));
    }
    return items;
  }

  /// This string.
  public String asString() {
    if (!(value instanceof Json.JsonString string)) {
      throw mismatch("a string");
    }
    return string.text();
  }

  /// This `true` or `false`.
  public boolean asBoolean() {
    if (!(value instanceof Json.JsonBoolean bool)) {
      throw mismatch("true or false");
    }
    return bool.value();
  }

  /// This number if it is whole and fits into an int; 3, 3.0 and 3e0 all do.
  public int asInt() {
    long whole = asLong();
    if (whole != (int) whole) {
      throw mismatch("a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
    }
    return (int) whole;
  }

  /// This number if it is whole and fits into a long.
  public long asLong() {
    try {
      return number("a whole number").exact().longValueExact();
    } catch (ArithmeticException e) {
      throw mismatch("a whole number of at most 64 bits");
    }
  }

  /// The double nearest to this number; one beyond a double's range is refused.
  public double asDouble() {
    double nearest = Double.parseDouble(number("a number").text());
    if (Double.isInfinite(nearest)) {
      throw mismatch("a number within a double's range");
    }
    return nearest;
  }

  /// The float nearest to this number; one beyond a float's range is refused.
  public float asFloat() {
    float nearest = Float.parseFloat(number("a number").text());
    if (Float.isInfinite(nearest)) {
      throw mismatch("a number within a float's range");
    }
    return nearest;
  }

  /// This array of whole numbers.
  public int[] asInts() {
    return items().stream().mapToInt(JsonCursor::asInt).toArray();
  }

  /// An exception about this value: `source: path: message`, for checks that a caller adds.
  public ModelFileException problem(String message) {
    return new ModelFileException(source + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }

  private JsonCursor member(String key, Json member) {
    boolean plain = key.matches("[A-Za-z_][A-Za-z0-9_-]*");
    String step = plain ? (path.isEmpty() ? "" : ".") + key : "[" + JsonWriter.quote(key) + "]";
    return new JsonCursor(source, path + step, member);
  }

  private Json.JsonObject object() {
    if (!(value instanceof Json.JsonObject object)) {
      throw mismatch("an object");
    }
    return object;
  }

  private Json.JsonNumber number(String expected) {
    if (!(value instanceof Json.JsonNumber number)) {
      throw mismatch(expected);
    }
    return number;
  }

  private ModelFileException mismatch(String expected) {
    return problem("expected " + expected + ", found " + shown());
  }

  private String shown() {
    return switch (value) {
      case Json.JsonObject object -> "an object";
      case Json.JsonArray array -> "an array";
      default -> {
        String text = value.compact();
        int end =
            text.offsetByCodePoints(
                0, Math.min(SHOWN_CHARACTERS, text.codePointCount(0, text.length())));
        yield end == text.length() ? text : text.substring(0, end) + "…";
      }
    };
  }
}
