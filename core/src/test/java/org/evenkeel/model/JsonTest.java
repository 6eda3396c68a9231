package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final Json DOCUMENT =
      Json.JsonObject.EMPTY
          .with("name", "lenet")
          .with("epsilon", 1e-5)
          .with("momentum", 0.9f)
          .with("seed", 1)
          .with("quiet", false)
          .with("data", Json.ofNull())
          .with("empty", Json.JsonObject.EMPTY)
          .with(
              "layers",
              Json.of(List.of(Json.JsonObject.EMPTY.with("kernel", Json.ofInts(5, 5)), Json.of(1))))
          .with("none", Json.of(List.of()));

  @Test
  void writesForPeople() {
    assertThat(DOCUMENT.write())
        .isEqualTo(
            """
            {
              "name": "lenet",
              "epsilon": 1.0E-5,
              "momentum": 0.9,
              "seed": 1,
              "quiet": false,
              "data": null,
              "empty": {},
              "layers": [
                {
                  "kernel": [5, 5]
                },
                1
              ],
              "none": []
            }
            """);
  }

  @Test
  void breaksLongArraysOfNumbers() {
    Json array = Json.ofInts(new Random(1).ints(20, 100_000, 1_000_000).toArray());
    assertThat(array.write().lines()).hasSize(22);
    assertThat(Json.parse(array.write())).isEqualTo(array);
  }

  @Test
  void writesCompactly() {
    assertThat(DOCUMENT.compact())
        .isEqualTo(
            "{\"name\":\"lenet\",\"epsilon\":1.0E-5,\"momentum\":0.9,\"seed\":1,\"quiet\":false,"
                + "\"data\":null,\"empty\":{},\"layers\":[{\"kernel\":[5,5]},1],\"none\":[]}");
  }

  @Test
  void readsBackWhatItWrote() {
    for (long seed = 0; seed < 500; seed++) {
      Json document = randomValue(new Random(seed), 4);
      assertThat(Json.parse(document.write())).as("pretty, seed %d", seed).isEqualTo(document);
      assertThat(Json.parse(document.compact())).as("compact, seed %d", seed).isEqualTo(document);
    }
  }

  @Test
  void neverFailsInAnotherWayThanItSays() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String text = randomValue(random, 3).write();
      StringBuilder broken = new StringBuilder(text);
      broken.setCharAt(
          random.nextInt(text.length()), "{}[]\",:\\u-0.eE+tfn \t\0x".charAt(random.nextInt(21)));
      parseOrRefuse(broken.toString());
      parseOrRefuse(text.substring(0, random.nextInt(text.length())));
    }
  }

  private static void parseOrRefuse(String text) {
    try {
      assertThat(Json.parse(Json.parse(text).write())).isEqualTo(Json.parse(text));
    } catch (ModelFileException e) {
      assertThat(e).hasMessageMatching("line \\d+, column \\d+: .*");
    }
  }

  @Test
  void keepsEveryDoubleAndFloat() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      double wide = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(wide)) {
        assertThat(JsonCursor.of("", Json.parse(Json.of(wide).write())).asDouble()).isEqualTo(wide);
      }
      float narrow = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(narrow)) {
        assertThat(JsonCursor.of("", Json.parse(Json.of(narrow).write())).asFloat())
            .isEqualTo(narrow);
      }
    }
    assertThat(Json.of(-0.0).compact()).isEqualTo("-0.0");
    assertThat(Json.of(Long.MIN_VALUE).compact()).isEqualTo("-9223372036854775808");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesToWriteWhatJsonCannotHold(double value) {
    assertThatThrownBy(() -> Json.of(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON cannot hold " + value + ": expected a finite number");
    assertThatThrownBy(() -> Json.of((float) value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.of("\ud800").write())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON cannot hold a string with an unpaired surrogate");
    assertThatThrownBy(() -> new Json.JsonNumber("1 "))
        .hasMessage("expected a JSON number, got \"1 \"");
  }

  @Test
  void readsEscapes() {
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00é😀\u2028\u007f\""))
        .isEqualTo(Json.of("\"\\/\b\f\n\r\té😀é😀\u2028\u007f"));
    assertThat(Json.of("\"\\/\b\f\n\r\t\0\u001fé").compact())
        .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001fé\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "10", "1.5", "-1.50e+7", "1E400", "123456789012345678901234"})
  void keepsTheTextOfNumbers(String text) {
    assertThat(Json.parse(" " + text + "\n")).isEqualTo(new Json.JsonNumber(text));
    assertThat(Json.parse(text).compact()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|1|1|expected a value, found the end of the text",
        "`  `|1|3|expected a value, found the end of the text",
        "{|1|2|expected a key in double quotes, found the end of the text",
        "{a: 1}|1|2|expected a key in double quotes, found 'a'",
        "{\"a\" 1}|1|6|expected ':' after a key, found '1'",
        "{\"a\": 1,}|1|9|expected a key in double quotes, found '}'",
        "{\"a\": 1 \"b\": 2}|1|9|expected ',' or '}', found '\"'",
        "{\"a\": 1, \"a\": 2}|1|10|duplicate key \"a\"",
        "{\"é\": 1, \"\\u00e9\": 2}|1|10|duplicate key \"é\"",
        "[1, 2|1|6|expected ',' or ']', found the end of the text",
        "[1,]|1|4|expected a value, found ']'",
        "[1 2]|1|4|expected ',' or ']', found '2'",
        "[]]|1|3|expected the end of the document, found ']'",
        "1 // no|1|3|expected the end of the document, found '/'",
        "01|1|2|expected the end of the document, found '1'",
        "-|1|2|expected a digit, found the end of the text",
        "-x|1|2|expected a digit, found 'x'",
        "1.|1|3|expected a digit, found the end of the text",
        ".5|1|1|expected a value, found '.'",
        "+1|1|1|expected a value, found '+'",
        "1e+|1|4|expected a digit, found the end of the text",
        "NaN|1|1|expected a value, found 'N'",
        "Infinity|1|1|expected a value, found 'I'",
        "nul|1|1|expected 'null', found 'n'",
        "True|1|1|expected a value, found 'T'",
        "'a'|1|1|expected a value, found '''",
        "\"abc|1|5|expected '\"' at the end of the string, found the end of the text",
        "\"\\x\"|1|3|expected one of \" \\ / b f n r t u after a backslash, found 'x'",
        "\"\\u12g4\"|1|6|expected four hexadecimal digits after \\u, found 'g'",
        "\"\\u12\"|1|6|expected four hexadecimal digits after \\u, found '\"'",
        "\"\\u123\u0664\"|1|7|expected four hexadecimal digits after \\u, found '\u0664'",
        "[\"\\uD800\"]|1|2|a string with an unpaired surrogate",
        "[\"\\uDE00\\uD83D\"]|1|2|a string with an unpaired surrogate",
        "\ufeff1|1|1|expected a value, found U+FEFF",
        "[😀]|1|2|expected a value, found U+1F600",
        "[\"😀\" 1]|1|6|expected ',' or ']', found '1'",
      })
  void saysWhereAndWhatIsWrong(String text, int line, int column, String message) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("line " + line + ", column " + column + ": " + message);
  }

  @Test
  void countsLines() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": [\r\n    1,\n    tru\n]}"))
        .hasMessage("line 4, column 5: expected 'true', found 't'");
    assertThatThrownBy(() -> Json.parse("[\"a\nb\"]"))
        .hasMessage("line 1, column 4: expected an escape in the string, found U+000A");
  }

  @Test
  void limitsDepthAndNumberLength() {
    String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertThat(Json.parse(deep).compact()).isEqualTo(deep);
    assertThatThrownBy(() -> Json.parse("[" + deep + "]"))
        .hasMessage("line 1, column 201: nested deeper than 200 levels");
    assertThatThrownBy(() -> Json.parse("[{\"a\":".repeat(1_000_000)))
        .hasMessageContaining("nested deeper");

    assertThatThrownBy(() -> Json.parse("1".repeat(Json.MAX_NUMBER_LENGTH + 1)))
        .hasMessage("line 1, column 1: a number longer than 1000 characters");
  }

  @Test
  void countsDepthNotBrackets() {
    String many = "[" + "[],".repeat(1_000) + "{}]";
    assertThat(Json.parse(many).compact()).isEqualTo(many);
  }

  @Test
  void namesTheFileItCannotRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.json");
    assertThatThrownBy(() -> Json.read(file)).hasMessage(file + ": cannot be read: no such file");
    assertThatThrownBy(() -> Json.read(folder))
        .hasMessageStartingWith(folder + ": cannot be read: ");
    Files.writeString(file, "{\"a\": }");
    assertThatThrownBy(() -> Json.read(file))
        .hasMessage(file + ": line 1, column 7: expected a value, found '}'");
    Files.write(file, new byte[] {'"', (byte) 0xff, '"'});
    assertThatThrownBy(() -> Json.read(file))
        .hasMessage(file + ": expected UTF-8 text, found bytes that are not");
    AtomicFiles.write(file, DOCUMENT.write());
    assertThat(Json.read(file)).isEqualTo(DOCUMENT);
  }

  @Test
  void replacesAMemberInItsPlace() {
    Json.JsonObject object = Json.JsonObject.EMPTY.with("a", 1).with("b", true).with("a", "x");
    assertThat(object.compact()).isEqualTo("{\"a\":\"x\",\"b\":true}");
    assertThatThrownBy(() -> object.members().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  static Json randomValue(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> Json.ofNull();
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> Json.of(random.nextLong() >> random.nextInt(64));
      case 3 -> Json.of(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 4, 5 -> Json.of(randomText(random));
      case 6 -> {
        List<Json> items = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          items.add(randomValue(random, depth - 1));
        }
        yield Json.of(items);
      }
      default -> {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          members.put(randomText(random), randomValue(random, depth - 1));
        }
        yield new Json.JsonObject(members);
      }
    };
  }

  static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int limit = new int[] {0x20, 0x80, 0x800, 0xd800, 0x110000}[random.nextInt(5)];
      int code = random.nextInt(limit);
      text.appendCodePoint(code >= 0xd800 && code <= 0xdfff ? '\\' : code);
    }
    return text.toString();
  }
}
