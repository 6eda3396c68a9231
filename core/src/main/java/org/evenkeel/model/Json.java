package org.evenkeel.model;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A JSON value, immutable. Objects keep the order of their members, numbers their exact text.
///
/// Reading is strict: duplicate keys, unpaired surrogates, leading zeros, trailing commas, comments
/// and anything after the value are refused, and so is nesting deeper than [#MAX_DEPTH].
/// [JsonCursor] reads typed values out of a document, with errors that name the path.
///
/// **Source** RFC 8259.
public sealed interface Json {
  /// How deeply arrays and objects may be nested.
  int MAX_DEPTH = 200;

  /// The longest number, in characters, that is read.
  int MAX_NUMBER_LENGTH = 1_000;

  /// The largest file, in bytes, that [#read] accepts.
  int MAX_FILE_BYTES = 100_000_000;

  /// An object: members in the order in which they were written. Keys are unique.
  record JsonObject(Map<String, Json> members) implements Json {
    /// The object without members; build others from it by [#with].
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    /// Keeps a copy of `members` in their order.
    public JsonObject {
      LinkedHashMap<String, Json> copy = new LinkedHashMap<>(members);
      copy.forEach(
          (key, value) -> {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, key);
          });
      members = Collections.unmodifiableMap(copy);
    }

    /// This object with one more member at its end, or with the value of an existing one replaced.
    public JsonObject with(String key, Json value) {
      LinkedHashMap<String, Json> more = new LinkedHashMap<>(members);
      more.put(key, value);
      return new JsonObject(more);
    }

    /// As [#with(String, Json)].
    public JsonObject with(String key, String value) {
      return with(key, Json.of(value));
    }

    /// As [#with(String, Json)].
    public JsonObject with(String key, long value) {
      return with(key, Json.of(value));
    }

    /// As [#with(String, Json)]; a float is written with a float's few digits.
    public JsonObject with(String key, float value) {
      return with(key, Json.of(value));
    }

    /// As [#with(String, Json)]. Throws [IllegalArgumentException] if `value` is not finite.
    public JsonObject with(String key, double value) {
      return with(key, Json.of(value));
    }

    /// As [#with(String, Json)].
    public JsonObject with(String key, boolean value) {
      return with(key, Json.of(value));
    }
  }

  /// An array.
  record JsonArray(List<Json> items) implements Json {
    /// Keeps a copy of `items`.
    public JsonArray {
      items = List.copyOf(items);
    }
  }

  /// A string.
  record JsonString(String text) implements Json {
    /// Refuses null.
    public JsonString {
      Objects.requireNonNull(text, "text");
    }
  }

  /// A number by its text, so that nothing is lost in reading: 1, 1.0 and 1e0 are three numbers.
  record JsonNumber(String text) implements Json {
    /// Throws [IllegalArgumentException] if `text` is not a JSON number.
    public JsonNumber {
      if (!JsonParser.isNumber(text)) {
        throw new IllegalArgumentException("expected a JSON number, got \"" + text + "\"");
      }
    }

    /// The exact value. Throws [ArithmeticException] if its exponent is beyond a [BigDecimal]'s.
    public BigDecimal exact() {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw (ArithmeticException) new ArithmeticException(text + " is out of range").initCause(e);
      }
    }
  }

  /// `true` or `false`.
  record JsonBoolean(boolean value) implements Json {}

  /// `null`.
  record JsonNull() implements Json {}

  /// A string.
  static Json of(String text) {
    return new JsonString(text);
  }

  /// A whole number.
  static Json of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /// A float by the shortest text that [JsonCursor#asFloat] reads back as the same float.
  ///
  /// **Throws** [IllegalArgumentException] for NaN and infinities, which JSON cannot hold.
  static Json of(float value) {
    return new JsonNumber(finite(value, Float.toString(value)));
  }

  /// A double by the shortest text that [JsonCursor#asDouble] reads back as the same double.
  ///
  /// **Throws** [IllegalArgumentException] for NaN and infinities, which JSON cannot hold.
  static Json of(double value) {
    return new JsonNumber(finite(value, Double.toString(value)));
  }

  /// `true` or `false`.
  static Json of(boolean value) {
    return new JsonBoolean(value);
  }

  /// The value `null`. A method: a constant here could deadlock two threads that load this type and
  /// [JsonNull] at once.
  static Json ofNull() {
    return new JsonNull();
  }

  /// An array of values.
  static Json of(List<? extends Json> items) {
    return new JsonArray(List.copyOf(items));
  }

  /// An array of whole numbers, such as a shape.
  static Json ofInts(int... values) {
    List<Json> items = new ArrayList<>(values.length);
    for (int value : values) {
      items.add(of(value));
    }
    return new JsonArray(items);
  }

  private static String finite(double value, String text) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON cannot hold " + text + ": expected a finite number");
    }
    return text;
  }

  /// Reads one JSON value that is the whole of `text`.
  ///
  /// **Throws** [ModelFileException] with line, column, what was expected and what was found.
  static Json parse(String text) {
    return new JsonParser(text).document();
  }

  /// Reads the JSON value in a file of UTF-8 text.
  ///
  /// **Throws** [ModelFileException] that names the file.
  static Json read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ModelFileException("expected at most " + MAX_FILE_BYTES + " bytes, found more");
      }
      return parse(decode(bytes));
    } catch (ModelFileException e) {
      throw e.in(file.toString());
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
  }

  /// Decodes UTF-8, refusing what is not.
  static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFileException("expected UTF-8 text, found bytes that are not", e);
    }
  }

  /// This value as text for people, indented by two spaces, with a line feed at its end.
  ///
  /// **Throws** [IllegalArgumentException] if a string holds an unpaired surrogate.
  default String write() {
    return new JsonWriter(true).document(this) + "\n";
  }

  /// This value as text without white space.
  ///
  /// **Throws** [IllegalArgumentException] if a string holds an unpaired surrogate.
  default String compact() {
    return new JsonWriter(false).document(this);
  }
}
