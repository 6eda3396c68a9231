package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
  private final JsonCursor top =
      JsonCursor.of(
          "model.json",
          Json.parse(
              """
              {
                "name": "lenet", "rate": 0.5, "on": true, "nothing": null,
                "layers": [{}, {}, {"kernel": "five", "size": [5, 5.0, 5e0], "odd key": 1}],
                "big": 3000000000, "huge": 1e400, "absurd": 1e99999999999, "part": 1.5,
                "long": "0123456789012345678901234567890123456789"
              }
              """));

  @Test
  void readsTypedValues() {
    assertThat(top.field("name").asString()).isEqualTo("lenet");
    assertThat(top.field("rate").asDouble()).isEqualTo(0.5);
    assertThat(top.field("rate").asFloat()).isEqualTo(0.5f);
    assertThat(top.field("on").asBoolean()).isTrue();
    assertThat(top.field("big").asLong()).isEqualTo(3_000_000_000L);
    assertThat(top.field("layers").items()).hasSize(3);
    assertThat(top.field("layers").items().get(2).field("size").asInts()).containsExactly(5, 5, 5);
    assertThat(top.has("rate")).isTrue();
    assertThat(top.has("ratio")).isFalse();
    assertThat(top.field("name").has("x")).isFalse();
    assertThat(top.fields().keySet()).startsWith("name", "rate", "on", "nothing", "layers");
    assertThat(top.path()).isEmpty();
    assertThat(top.field("nothing").value()).isEqualTo(Json.ofNull());
  }

  @Test
  void namesThePath() {
    JsonCursor layer = top.field("layers").items().get(2);
    refused(layer.field("kernel")::asInt)
        .isEqualTo("model.json: layers[2].kernel: expected a whole number, found \"five\"");
    refused(layer.field("odd key")::asString)
        .isEqualTo("model.json: layers[2][\"odd key\"]: expected a string, found 1");
    refused(() -> layer.field("stride"))
        .isEqualTo(
            "model.json: layers[2]: expected the field \"stride\", found [kernel, size, odd key]");
    refused(() -> layer.onlyFields(Set.of("size", "kernel")))
        .isEqualTo(
            "model.json: layers[2][\"odd key\"]: unknown field; expected one of [kernel, size]");
    refused(top::asDouble).isEqualTo("model.json: expected a number, found an object");
  }

  @Test
  void saysWhatItFound() {
    refused(top.field("layers")::asBoolean)
        .isEqualTo("model.json: layers: expected true or false, found an array");
    refused(top.field("nothing")::items)
        .isEqualTo("model.json: nothing: expected an array, found null");
    refused(() -> top.field("on").field("x"))
        .isEqualTo("model.json: on: expected an object, found true");
    refused(top.field("long")::asFloat)
        .isEqualTo(
            "model.json: long: expected a number, found"
                + " \"012345678901234567890123456789012345678…");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    refused(top.field("big")::asInt)
        .isEqualTo(
            "model.json: big: expected a whole number from -2147483648 to 2147483647, found"
                + " 3000000000");
    refused(top.field("part")::asLong)
        .isEqualTo("model.json: part: expected a whole number of at most 64 bits, found 1.5");
    refused(top.field("huge")::asDouble)
        .isEqualTo("model.json: huge: expected a number within a double's range, found 1e400");
    refused(top.field("big")::asBoolean).contains("found 3000000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"huge", "absurd", "part"})
  void refusesAbsurdWholeNumbersAtOnce(String key) {
    refused(top.field(key)::asInt).contains("expected a whole number");
  }

  private static AbstractStringAssert<?> refused(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(ModelFileException.class).message();
  }
}
