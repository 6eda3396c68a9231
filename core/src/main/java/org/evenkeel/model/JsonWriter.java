package org.evenkeel.model;

import java.util.Iterator;
import java.util.Map;

/// Writes JSON, for people (indented, short arrays of plain values on one line) or compact.
final class JsonWriter {
  private static final int LINE_LENGTH = 80;

  private final boolean pretty;
  private final StringBuilder out = new StringBuilder();

  JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  String document(Json value) {
    value(value, 0);
    return out.toString();
  }

  /// A string as JSON, in its quotes. Throws [IllegalArgumentException] on an unpaired surrogate.
  static String quote(String text) {
    JsonWriter writer = new JsonWriter(false);
    writer.string(text);
    return writer.out.toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.JsonObject object -> object(object, depth);
      case Json.JsonArray array -> array(array, depth);
      case Json.JsonString string -> string(string.text());
      case Json.JsonNumber number -> out.append(number.text());
      case Json.JsonBoolean bool -> out.append(bool.value());
      case Json.JsonNull none -> out.append("null");
    }
  }

  private void object(Json.JsonObject object, int depth) {
    if (object.members().isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    Iterator<Map.Entry<String, Json>> members = object.members().entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Json> member = members.next();
      newLine(depth + 1);
      string(member.getKey());
      out.append(pretty ? ": " : ":");
      value(member.getValue(), depth + 1);
      out.append(members.hasNext() ? "," : "");
    }
    newLine(depth);
    out.append('}');
  }

  private void array(Json.JsonArray array, int depth) {
    int start = out.length();
    if (!pretty || array.items().stream().allMatch(JsonWriter::isPlain)) {
      items(array, depth, pretty ? ", " : ",", false);
      if (!pretty || out.length() - start <= LINE_LENGTH) {
        return;
      }
      out.setLength(start);
    }
    items(array, depth, ",", true);
  }

  private void items(Json.JsonArray array, int depth, String separator, boolean ownLines) {
    out.append('[');
    Iterator<Json> items = array.items().iterator();
    while (items.hasNext()) {
      if (ownLines) {
        newLine(depth + 1);
      }
      value(items.next(), depth + 1);
      out.append(items.hasNext() ? separator : "");
    }
    if (ownLines) {
      newLine(depth);
    }
    out.append(']');
  }

  private static boolean isPlain(Json value) {
    return !(value instanceof Json.JsonObject || value instanceof Json.JsonArray);
  }

  private void newLine(int depth) {
    if (pretty) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private void string(String text) {
    if (hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException("JSON cannot hold a string with an unpaired surrogate");
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (character < ' ') {
            out.append(String.format("\\u%04x", (int) character));
          } else {
            out.append(character);
          }
        }
      }
    }
    out.append('"');
  }

  /// Whether `text` is not well-formed UTF-16, so that UTF-8 could not carry it.
  static boolean hasUnpairedSurrogate(String text) {
    return text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }
}
