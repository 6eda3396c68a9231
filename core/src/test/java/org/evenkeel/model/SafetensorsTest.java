package org.evenkeel.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @Test
  void writesTheBytesOfTheReferenceImplementation() {
    // By hand: longs before doubles before floats before ints, each by name, whatever the order.
    byte[] written =
        Safetensors.toBytes(
            List.of(
                SafetensorsTensor.i32("steps", new int[] {2}, 1, -1),
                SafetensorsTensor.f32("b", new int[] {1, 2}, 1f, -2f),
                SafetensorsTensor.f32("a", new int[] {}, 0.5f),
                SafetensorsTensor.f64("é\"", new int[] {1}, 1.0),
                SafetensorsTensor.i64("z", new int[] {0, 3})),
            Map.of("format", "p"));
    String json =
        "{\"__metadata__\":{\"format\":\"p\"},"
            + "\"z\":{\"dtype\":\"I64\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
            + "\"é\\\"\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[12,20]},"
            + "\"steps\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[20,28]}}";
    int unpadded = json.getBytes(StandardCharsets.UTF_8).length;
    assertThat(unpadded).isEqualTo(311);
    String data =
        "000000000000f03f" // 1.0 in 64 bits
            + "0000003f" // 0.5
            + "0000803f000000c0" // 1, -2
            + "01000000ffffffff";
    assertThat(written)
        .asHexString()
        .isEqualToIgnoringCase("3801000000000000" + hex(json + " ") + data);
  }

  @Test
  void writesAnEmptyFileAsTheReferenceImplementationDoes() {
    byte[] written = Safetensors.toBytes(List.of(), Map.of());
    assertThat(written).asHexString().isEqualToIgnoringCase("0800000000000000" + hex("{}      "));
    assertThat(Safetensors.read("empty", written).names()).isEmpty();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatAnotherWriterWrote() {
    // No padding, tensors in another order than their bytes, space in the header, a U8 tensor.
    String json =
        "{ \"y\": {\"shape\":[2], \"data_offsets\":[3,11], \"dtype\":\"F32\", \"more\":1},\n"
            + " \"x\": {\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]} }  ";
    ByteBuffer file = ByteBuffer.allocate(8 + json.length() + 11).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length()).put(json.getBytes(StandardCharsets.US_ASCII));
    file.put(new byte[] {1, 0, -1}).putFloat(1.5f).putFloat(Float.NaN);
    Safetensors read = Safetensors.read("bytes", new ByteArrayInputStream(file.array()));
    assertThat(read.names()).containsExactly("x", "y");
    assertThat(read.longs("x")).containsExactly(1, 0, 255);
    assertThat(read.doubles("x")).containsExactly(1, 0, 255);
    assertThat(read.floats("y")).containsExactly(1.5f, Float.NaN);
    assertThat(read.tensors().values())
        .map(Object::toString)
        .containsExactly("x U8 (3)", "y F32 (2)");
  }

  @Test
  void readsBackWhatItWrote(@TempDir Path folder) {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<SafetensorsTensor> tensors = randomTensors(random);
      Map<String, String> metadata =
          Map.of(JsonTest.randomText(random), JsonTest.randomText(random));
      Path file = folder.resolve("model.safetensors");
      Safetensors.write(file, tensors, metadata);
      Safetensors read = Safetensors.read(file);
      assertThat(read.metadata()).as("seed %d", seed).isEqualTo(metadata);
      assertThat(read.names()).as("seed %d", seed).hasSameSizeAs(tensors);
      for (SafetensorsTensor tensor : tensors) {
        SafetensorsTensor back = read.tensor(tensor.name()).expectShape(tensor.shape());
        assertThat(back.data()).as("seed %d, %s", seed, tensor).isEqualTo(tensor.data());
        assertThat(back.type()).isEqualTo(tensor.type());
      }
      assertThat(folder)
          .isDirectoryContaining(file::equals)
          .satisfies(SafetensorsTest::holdsOneFile);
    }
  }

  private static void holdsOneFile(Path folder) {
    assertThat(folder.toFile().list()).hasSize(1);
  }

  static List<SafetensorsTensor> randomTensors(Random random) {
    List<SafetensorsTensor> tensors = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      String name = JsonTest.randomText(random) + i;
      int[] shape = random.ints(random.nextInt(4), 0, 5).toArray();
      int size = SafetensorsHeader.elements(shape).orElseThrow();
      tensors.add(
          switch (random.nextInt(4)) {
            case 0 -> SafetensorsTensor.i32(name, shape, random.ints(size).toArray());
            case 1 -> SafetensorsTensor.i64(name, shape, random.longs(size).toArray());
            case 2 -> SafetensorsTensor.f64(name, shape, random.doubles(size).toArray());
            default -> {
              float[] values = new float[size];
              for (int k = 0; k < size; k++) {
                values[k] = Float.intBitsToFloat(random.nextInt());
              }
              yield SafetensorsTensor.f32(name, shape, values);
            }
          });
    }
    return tensors;
  }

  @Test
  void handsOutTypedValues() {
    float[] floats = {1f, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY};
    double[] doubles = new Random(3).doubles(6).toArray();
    Safetensors read =
        Safetensors.read(
            "some",
            Safetensors.toBytes(
                List.of(
                    SafetensorsTensor.f32("f", new int[] {2, 2}, floats),
                    SafetensorsTensor.f64("d", new int[] {6}, doubles),
                    SafetensorsTensor.i32("i", new int[] {1}, -7),
                    SafetensorsTensor.i64("l", new int[] {1}, Long.MIN_VALUE)),
                Map.of()));
    assertThat(read.floats("f")).containsExactly(floats);
    assertThat(read.doubles("f"))
        .containsExactly(1, -0.0, Float.MIN_VALUE, Double.POSITIVE_INFINITY);
    assertThat(read.doubles("d")).containsExactly(doubles);
    assertThat(read.doubles("i")).containsExactly(-7);
    assertThat(read.longs("i")).containsExactly(-7);
    assertThat(read.longs("l")).containsExactly(Long.MIN_VALUE);
    assertThat(read.shape("f")).containsExactly(2, 2);
    assertThat(read.tensor("d").size()).isEqualTo(6);
  }

  @Test
  void keepsNoReferenceToTheCallersArrays() {
    int[] shape = {1};
    float[] values = {1f};
    SafetensorsTensor tensor = SafetensorsTensor.f32("x", shape, values);
    shape[0] = 9;
    values[0] = 9;
    tensor.shape()[0] = 8;
    tensor.floats()[0] = 8;
    assertThat(tensor.shape()).containsExactly(1);
    assertThat(tensor.floats()).containsExactly(1f);
  }

  @Test
  void saysWhichTensorIsNotWhatTheModelNeeds() {
    SafetensorsTensor written = SafetensorsTensor.f64("w", new int[] {2, 1}, 1, 2);
    Safetensors read = Safetensors.read("m", Safetensors.toBytes(List.of(written), Map.of()));
    assertThatThrownBy(() -> read.floats("w"))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("m: tensor \"w\": expected values of type F32, found F64");
    assertThatThrownBy(() -> read.longs("w"))
        .hasMessage("m: tensor \"w\": expected values of type I64, I32 or U8, found F64");
    assertThatThrownBy(() -> SafetensorsTensor.i64("n", new int[] {}, 1).doubles())
        .hasMessage("tensor \"n\": expected values of type F64, F32, I32 or U8, found I64");
    assertThatThrownBy(() -> read.tensor("w").expectShape(2, 2))
        .hasMessage("m: tensor \"w\": expected shape (2, 2), found (2, 1)");
    assertThatThrownBy(() -> read.tensor("v"))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("m: expected a tensor \"v\", found [w]");
  }

  @Test
  void refusesToWriteWhatItCouldNotRead() {
    SafetensorsTensor one = SafetensorsTensor.f32("w", new int[] {}, 1);
    assertThatThrownBy(() -> Safetensors.toBytes(List.of(one, one), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("safetensors: expected unique names, got \"w\" again");
    SafetensorsTensor reserved = SafetensorsTensor.f32("__metadata__", new int[] {}, 1);
    assertThatThrownBy(() -> Safetensors.toBytes(List.of(reserved), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SafetensorsTensor.f32("w", new int[] {2, 3}, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor \"w\": expected as many values as the shape (2, 3), got 2");
    assertThatThrownBy(() -> SafetensorsTensor.i32("w", new int[] {-1, -2}, 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SafetensorsTensor.i32("w", new int[] {1 << 16, 1 << 16}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesTheFileItCannotRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.safetensors");
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(file + ": cannot be read: no such file");
    assertThatThrownBy(() -> Safetensors.read(folder)).isInstanceOf(ModelFileException.class);
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> Safetensors.read(file))
        .hasMessage(file + ": expected a safetensors file of 8 bytes or more, found 3");
  }
}
