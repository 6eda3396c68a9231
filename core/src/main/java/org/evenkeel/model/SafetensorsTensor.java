package org.evenkeel.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/// A named tensor of a safetensors file: element type, shape and values in row-major order.
///
/// Immutable: values are copied in and out. A tensor without dimensions has one value. Reading
/// values as another type is allowed only where no value can change.
public final class SafetensorsTensor {
  private final String name;
  private final SafetensorsType type;
  private final int[] shape;
  private final byte[] data; // little-endian
  private final String place; // begins every error: the tensor, and its file if it has one

  private SafetensorsTensor(
      String place, String name, SafetensorsType type, int[] shape, byte[] data) {
    this.place = place;
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /// A tensor read from a file; keeps `data`, which the caller found to be as long as it must be.
  static SafetensorsTensor read(String source, SafetensorsHeader.Entry entry, byte[] data) {
    String place = source + ": tensor " + JsonWriter.quote(entry.name());
    return new SafetensorsTensor(place, entry.name(), entry.type(), entry.shape(), data);
  }

  /// A tensor of floats. Throws [IllegalArgumentException] if `shape` does not hold them.
  public static SafetensorsTensor f32(String name, int[] shape, float... values) {
    SafetensorsTensor tensor = blank(name, SafetensorsType.F32, shape, values.length);
    tensor.buffer().asFloatBuffer().put(values);
    return tensor;
  }

  /// A tensor of doubles. Throws [IllegalArgumentException] if `shape` does not hold them.
  public static SafetensorsTensor f64(String name, int[] shape, double... values) {
    SafetensorsTensor tensor = blank(name, SafetensorsType.F64, shape, values.length);
    tensor.buffer().asDoubleBuffer().put(values);
    return tensor;
  }

  /// A tensor of ints. Throws [IllegalArgumentException] if `shape` does not hold them.
  public static SafetensorsTensor i32(String name, int[] shape, int... values) {
    SafetensorsTensor tensor = blank(name, SafetensorsType.I32, shape, values.length);
    tensor.buffer().asIntBuffer().put(values);
    return tensor;
  }

  /// A tensor of longs. Throws [IllegalArgumentException] if `shape` does not hold them.
  public static SafetensorsTensor i64(String name, int[] shape, long... values) {
    SafetensorsTensor tensor = blank(name, SafetensorsType.I64, shape, values.length);
    tensor.buffer().asLongBuffer().put(values);
    return tensor;
  }

  private static SafetensorsTensor blank(
      String name, SafetensorsType type, int[] shape, int values) {
    String place = "tensor " + JsonWriter.quote(name);
    long bytes = (long) values * type.bytes();
    if (SafetensorsHeader.elements(shape).orElse(-1) != values || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          place + ": expected as many values as the shape " + text(shape) + ", got " + values);
    }
    return new SafetensorsTensor(place, name, type, shape.clone(), new byte[(int) bytes]);
  }

  /// The name.
  public String name() {
    return name;
  }

  /// The type of the elements.
  public SafetensorsType type() {
    return type;
  }

  /// The sizes of the dimensions; the caller's own copy.
  public int[] shape() {
    return shape.clone();
  }

  /// The number of elements.
  public int size() {
    return data.length / type.bytes();
  }

  /// This tensor, if it has the shape `expected`; otherwise throws [ModelFileException].
  public SafetensorsTensor expectShape(int... expected) {
    if (!Arrays.equals(shape, expected)) {
      throw problem("expected shape " + text(expected) + ", found " + text(shape));
    }
    return this;
  }

  /// The values of an F32 tensor. **Throws** [ModelFileException] for another type.
  public float[] floats() {
    if (type != SafetensorsType.F32) {
      throw mismatch("F32");
    }
    float[] values = new float[size()];
    buffer().asFloatBuffer().get(values);
    return values;
  }

  /// The values of an F64 tensor, or those of F32, I32 or U8 widened. **Throws**
  /// [ModelFileException] for I64.
  public double[] doubles() {
    double[] values = new double[size()];
    ByteBuffer in = buffer();
    switch (type) {
      case F64 -> in.asDoubleBuffer().get(values);
      case F32 -> Arrays.setAll(values, i -> in.getFloat(4 * i));
      case I32 -> Arrays.setAll(values, i -> in.getInt(4 * i));
      case U8 -> Arrays.setAll(values, i -> in.get(i) & 0xff);
      case I64 -> throw mismatch("F64, F32, I32 or U8");
    }
    return values;
  }

  /// The values of an I64 tensor, or those of I32 or U8 widened. **Throws** [ModelFileException]
  /// for F32 and F64.
  public long[] longs() {
    long[] values = new long[size()];
    ByteBuffer in = buffer();
    switch (type) {
      case I64 -> in.asLongBuffer().get(values);
      case I32 -> Arrays.setAll(values, i -> in.getInt(4 * i));
      case U8 -> Arrays.setAll(values, i -> in.get(i) & 0xff);
      case F32, F64 -> throw mismatch("I64, I32 or U8");
    }
    return values;
  }

  /// The bytes as they are in the file; not to be changed.
  byte[] data() {
    return data;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ModelFileException mismatch(String expected) {
    return problem("expected values of type " + expected + ", found " + type);
  }

  private ModelFileException problem(String message) {
    return new ModelFileException(place + ": " + message);
  }

  static String text(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// Such as `conv1.weight F32 (6, 1, 5, 5)`.
  @Override
  public String toString() {
    return name + " " + type + " " + text(shape);
  }
}
