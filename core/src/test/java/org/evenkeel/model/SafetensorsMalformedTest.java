package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever a file holds, reading it works or says in one line what is wrong.
class SafetensorsMalformedTest {
  private static final byte[] VALID =
      Safetensors.toBytes(
          List.of(
              SafetensorsTensor.f32("conv1.weight", new int[] {2, 1, 2, 2}, new float[8]),
              SafetensorsTensor.f64("mean", new int[] {2}, 1, 2),
              SafetensorsTensor.i64("step", new int[] {}, 5)),
          Map.of("version", "1"));

  @Test
  void refusesAFileCutAtAnyByte() {
    for (int length = 0; length < VALID.length; length++) {
      byte[] cut = Arrays.copyOf(VALID, length);
      assertThatThrownBy(() -> Safetensors.read("cut", cut))
          .as("%d bytes", length)
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith("cut: ")
          .hasMessageNotContaining("\n");
    }
    assertThat(Safetensors.read("whole", VALID).names()).hasSize(3);
  }

  @Test
  void refusesBytesBehindTheData() {
    byte[] longer = Arrays.copyOf(VALID, VALID.length + 1);
    assertThatThrownBy(() -> Safetensors.read("long", longer))
        .hasMessage("long: expected the tensors' 56 bytes of data, found 57");
  }

  @Test
  void survivesChangedBytes() {
    int refused = 0;
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = VALID.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(random.nextInt(4) == 0 ? 8 : VALID.length - 56);
        changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : '0' + random.nextInt(10));
      }
      try {
        Safetensors read = Safetensors.read("changed", changed);
        assertThat(read.tensors()).hasSizeLessThan(4);
      } catch (ModelFileException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(2_500, 4_999);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 18446744073709551615",
    "-9223372036854775808, 9223372036854775808",
    "9223372036854775807, 9223372036854775807",
    "100000001, 100000001",
    "9, 9"
  })
  void refusesAHeaderLongerThanTheFile(long length, String shown) {
    byte[] file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    assertThatThrownBy(() -> Safetensors.read("f", file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("f: expected a header of at most 8 bytes, found a length of " + shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|safetensors header: line 1, column 1: expected a value, found the end of the text",
        "[]|expected a safetensors header that begins with '{'",
        "` {}`|expected a safetensors header that begins with '{'",
        "{} x|safetensors header: line 1, column 4: expected the end of the document, found 'x'",
        "{}|expected the tensors' 0 bytes of data, found 8",
        "{'a':1}|a: expected an object, found 1",
        "{'a':{}}|a: expected the field \"dtype\", found []",
        "{'a':{'dtype':7}}|a.dtype: expected a string, found 7",
        "{'a':{'dtype':'F16'}}|a: expected a dtype of [U8, I32, F32, F64, I64], found F16",
        "{'a':{'dtype':'F32'}}|a: expected the field \"shape\", found [dtype]",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}|a.shape: expected an array, found 2",
        "{'a':{'dtype':'F32','shape':[2]}}|a: expected the field \"data_offsets\", found [dtype,"
            + " shape]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8]}}|a: expected two data_offsets, found"
            + " 1",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}}|a: expected two data_offsets,"
            + " found 3",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,'8']}}|"
            + "a.data_offsets[1]: expected a whole number, found \"8\"",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,7.5]}}|"
            + "a.data_offsets[1]: expected a whole number of at most 64 bits, found 7.5",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}|"
            + "a: expected data_offsets within the file's 8 bytes of data, found [-8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|"
            + "a: expected data_offsets within the file's 8 bytes of data, found [8, 0]",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}|"
            + "a: expected data_offsets within the file's 8 bytes of data, found [0, 12]",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|"
            + "a: expected 12 bytes for F32 (3), found 8",
        "{'a':{'dtype':'F64','shape':[],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[],"
            + "'data_offsets':[4,8]}}|a: expected 8 bytes for F64 (), found 4",
        "{'a':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}}|"
            + "a: expected a shape of 0 to 2^31 bytes, found F32 (-1, -2)",
        "{'a':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,0]}}|"
            + "a: expected a shape of 0 to 2^31 bytes, found F32 (65536, 65536)",
        "{'a':{'dtype':'F64','shape':[300000000],'data_offsets':[0,8]}}|"
            + "a: expected a shape of 0 to 2^31 bytes, found F64 (300000000)",
        "{'a':{'dtype':'F32','shape':[9999999999],'data_offsets':[0,8]}}|a.shape[0]: "
            + "expected a whole number from -2147483648 to 2147483647, found 9999999999",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|"
            + "tensor \"a\": expected its data to begin at 0, found 4 (a gap or an overlap)",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[3],"
            + "'data_offsets':[5,8]}}|"
            + "tensor \"b\": expected its data to begin at 4, found 5 (a gap or an overlap)",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'U8','shape':[3],"
            + "'data_offsets':[5,8]}}|"
            + "tensor \"b\": expected its data to begin at 8, found 5 (a gap or an overlap)",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|"
            + "expected the tensors' 4 bytes of data, found 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{}}|"
            + "safetensors header: line 1, column 55: duplicate key \"a\"",
        "{'__metadata__':1}|__metadata__: expected an object, found 1",
        "{'__metadata__':{'v':1}}|__metadata__.v: expected a string, found 1",
      })
  void saysWhatIsWrongWithAHeader(String header, String message) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Safetensors.read("f", file(json)))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("f: " + message);
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    assertThatThrownBy(() -> Safetensors.read("f", file(new byte[] {'{', '"', (byte) 0xc3, '"'})))
        .hasMessage("f: safetensors header: expected UTF-8 text, found bytes that are not");
  }

  @Test
  void acceptsEmptyTensorsOfAnyOtherDimensions() {
    String json =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F64\",\"shape\":[0,7],\"data_offsets\":[8,8]},"
            + "\"c\":{\"dtype\":\"F64\",\"shape\":[7,0],\"data_offsets\":[0,0]}}";
    Safetensors read = Safetensors.read("f", file(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(read.names()).containsExactly("c", "a", "b");
    assertThat(read.doubles("b")).isEmpty();
  }

  /// A file with this header and eight bytes of data.
  private static byte[] file(byte[] header) {
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    return file.putLong(header.length).put(header).array();
  }
}
