package org.evenkeel.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON by recursive descent, one method per rule of the grammar.
final class JsonParser {
  private static final int END = -1;

  private final String text;
  private int position;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  /// Whether all of `text` is one number of the grammar.
  static boolean isNumber(String text) {
    JsonParser parser = new JsonParser(text);
    try {
      parser.skipNumber();
    } catch (ModelFileException e) {
      return false;
    }
    return parser.peek() == END;
  }

  Json document() {
    skipSpace();
    Json value = value();
    if (peek() != END) {
      throw expected("the end of the document");
    }
    return value;
  }

  /// A value and the white space after it.
  private Json value() {
    Json value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> new Json.JsonString(string());
          case 't' -> word("true", new Json.JsonBoolean(true));
          case 'f' -> word("false", new Json.JsonBoolean(false));
          case 'n' -> word("null", Json.ofNull());
          case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
          default -> throw expected("a value");
        };
    skipSpace();
    return value;
  }

  private Json object() {
    open();
    Map<String, Json> members = new LinkedHashMap<>();
    if (peek() != '}') {
      do {
        if (peek() != '"') {
          throw expected("a key in double quotes");
        }
        int start = position;
        String key = string();
        if (members.containsKey(key)) {
          throw problem(start, "duplicate key " + JsonWriter.quote(key));
        }
        skipSpace();
        if (!take(':')) {
          throw expected("':' after a key");
        }
        skipSpace();
        members.put(key, value());
      } while (comma());
    }
    close('}');
    return new Json.JsonObject(members);
  }

  private Json array() {
    open();
    List<Json> items = new ArrayList<>();
    if (peek() != ']') {
      do {
        items.add(value());
      } while (comma());
    }
    close(']');
    return new Json.JsonArray(items);
  }

  private void open() {
    if (++depth > Json.MAX_DEPTH) {
      throw problem(position, "nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    position++;
    skipSpace();
  }

  private void close(char bracket) {
    if (!take(bracket)) {
      throw expected("',' or '" + bracket + "'");
    }
    depth--;
  }

  private boolean comma() {
    boolean more = take(',');
    if (more) {
      skipSpace();
    }
    return more;
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, position)) {
      throw expected("'" + word + "'");
    }
    position += word.length();
    return value;
  }

  private Json number() {
    int start = position;
    skipNumber();
    if (position - start > Json.MAX_NUMBER_LENGTH) {
      throw problem(start, "a number longer than " + Json.MAX_NUMBER_LENGTH + " characters");
    }
    return new Json.JsonNumber(text.substring(start, position));
  }

  private void skipNumber() {
    take('-');
    if (!take('0')) {
      skipDigits();
    }
    if (take('.')) {
      skipDigits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      skipDigits();
    }
  }

  private void skipDigits() {
    if (!isDigit(peek())) {
      throw expected("a digit");
    }
    while (isDigit(peek())) {
      position++;
    }
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private String string() {
    int start = position++;
    StringBuilder out = new StringBuilder();
    while (!take('"')) {
      int next = peek();
      if (next == END) {
        throw expected("'\"' at the end of the string");
      }
      if (next < ' ') {
        throw expected("an escape in the string");
      }
      position++;
      out.append(next == '\\' ? escape() : (char) next);
    }
    String string = out.toString();
    if (JsonWriter.hasUnpairedSurrogate(string)) {
      throw problem(start, "a string with an unpaired surrogate");
    }
    return string;
  }

  /// The character meant by an escape; the backslash has been read.
  private char escape() {
    char meant =
        switch (peek()) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> hex();
          default -> throw expected("one of \" \\ / b f n r t u after a backslash");
        };
    position++;
    return meant;
  }

  /// The four hexadecimal digits after `u`; stops on the last.
  private char hex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      position++;
      int next = peek();
      // Character.digit alone would also accept the digits of other scripts.
      int digit = next < 128 ? Character.digit(next, 16) : -1;
      if (digit < 0) {
        throw expected("four hexadecimal digits after \\u");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      position++;
    }
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : END;
  }

  private boolean take(char character) {
    boolean there = peek() == character;
    if (there) {
      position++;
    }
    return there;
  }

  private ModelFileException expected(String what) {
    return problem(position, "expected " + what + ", found " + found());
  }

  private String found() {
    if (position >= text.length()) {
      return "the end of the text";
    }
    int code = text.codePointAt(position);
    boolean visible = Character.isLetterOrDigit(code) || (code > ' ' && code < 0x7f);
    return visible ? "'" + Character.toString(code) + "'" : String.format("U+%04X", code);
  }

  private ModelFileException problem(int at, String message) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = text.codePointCount(lineStart, at) + 1;
    return new ModelFileException("line " + line + ", column " + column + ": " + message);
  }
}
