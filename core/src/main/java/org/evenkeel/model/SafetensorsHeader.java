package org.evenkeel.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// The JSON header of a safetensors file: what is in it and where. Every number is checked before
/// anything is allocated by it.
final class SafetensorsHeader {
  /// The reference implementation's limit.
  static final int MAX_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  private final List<Entry> entries;
  private final Map<String, String> metadata;

  private SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    this.entries = entries;
    this.metadata = metadata;
  }

  /// One tensor: its values are the bytes `start` to `end` (exclusive) behind the header.
  static final class Entry {
    private final String name;
    private final SafetensorsType type;
    private final int[] shape;
    private final long start;
    private final long end;

    Entry(String name, SafetensorsType type, int[] shape, long start, long end) {
      this.name = name;
      this.type = type;
      this.shape = shape;
      this.start = start;
      this.end = end;
    }

    String name() {
      return name;
    }

    SafetensorsType type() {
      return type;
    }

    int[] shape() {
      return shape;
    }

    int bytes() {
      return Math.toIntExact(end - start);
    }
  }

  /// The tensors in the order of their bytes.
  List<Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /// The product of the dimensions, or nothing if one is negative or it exceeds an int.
  static OptionalInt elements(int[] shape) {
    long product = 1;
    boolean empty = false;
    for (int dimension : shape) {
      empty |= dimension == 0;
      product *= dimension == 0 ? 1 : dimension;
      if (dimension < 0 || product > Integer.MAX_VALUE) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(empty ? 0 : (int) product);
  }

  /// Reads a header behind which the file has `dataBytes` more bytes.
  ///
  /// **Throws** [ModelFileException] that begins with `source`.
  static SafetensorsHeader parse(String source, byte[] header, long dataBytes) {
    JsonCursor document;
    try {
      document = JsonCursor.of(source, Json.parse(Json.decode(header)));
    } catch (ModelFileException e) {
      throw e.in(source + ": safetensors header");
    }
    if (header.length == 0 || header[0] != '{') {
      throw document.problem("expected a safetensors header that begins with '{'");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    document
        .fields()
        .forEach(
            (name, field) -> {
              if (name.equals(METADATA)) {
                field.fields().forEach((key, value) -> metadata.put(key, value.asString()));
              } else {
                entries.add(entry(name, field, dataBytes));
              }
            });
    entries.sort(Comparator.<Entry>comparingLong(e -> e.start).thenComparingLong(e -> e.end));
    requireNoGaps(source, entries, dataBytes);
    return new SafetensorsHeader(List.copyOf(entries), metadata);
  }

  private static Entry entry(String name, JsonCursor field, long dataBytes) {
    String typeName = field.field("dtype").asString();
    SafetensorsType type =
        SafetensorsType.named(typeName)
            .orElseThrow(
                () -> {
                  String known = Arrays.toString(SafetensorsType.values());
                  return field.problem("expected a dtype of " + known + ", found " + typeName);
                });
    int[] shape = field.field("shape").asInts();
    List<JsonCursor> offsets = field.field("data_offsets").items();
    if (offsets.size() != 2) {
      throw field.problem("expected two data_offsets, found " + offsets.size());
    }
    long start = offsets.get(0).asLong();
    long end = offsets.get(1).asLong();
    if (start < 0 || end < start || end > dataBytes) {
      throw field.problem(
          String.format(
              "expected data_offsets within the file's %d bytes of data, found [%d, %d]",
              dataBytes, start, end));
    }
    String typed = type + " " + SafetensorsTensor.text(shape);
    int elements = elements(shape).orElse(-1);
    long bytes = (long) elements * type.bytes();
    if (elements < 0 || bytes > Integer.MAX_VALUE - ALIGNMENT) {
      throw field.problem("expected a shape of 0 to 2^31 bytes, found " + typed);
    }
    if (bytes != end - start) {
      throw field.problem(
          String.format("expected %d bytes for %s, found %d", bytes, typed, end - start));
    }
    return new Entry(name, type, shape, start, end);
  }

  /// The tensors must cover the data exactly: no byte twice, none unused.
  private static void requireNoGaps(String source, List<Entry> entries, long dataBytes) {
    long position = 0;
    for (Entry entry : entries) {
      if (entry.start != position) {
        throw new ModelFileException(
            String.format(
                "%s: tensor %s: expected its data to begin at %d, found %d (a gap or an overlap)",
                source, JsonWriter.quote(entry.name), position, entry.start));
      }
      position = entry.end;
    }
    if (position != dataBytes) {
      throw new ModelFileException(
          String.format(
              "%s: expected the tensors' %d bytes of data, found %d", source, position, dataBytes));
    }
  }

  /// The order in which the reference implementation writes: by type, widest first, then by name.
  static List<SafetensorsTensor> inFileOrder(List<SafetensorsTensor> tensors) {
    Comparator<SafetensorsTensor> byType = Comparator.comparing(SafetensorsTensor::type).reversed();
    return tensors.stream()
        .sorted(
            byType.thenComparing(
                t -> t.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
        .toList();
  }

  /// The header of `tensors`, laid out one behind the other, filled up with spaces.
  ///
  /// **Throws** [IllegalArgumentException] if two have one name, or one a reserved name.
  static byte[] write(List<SafetensorsTensor> tensors, Map<String, String> metadata) {
    Map<String, Json> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      Map<String, Json> strings = new LinkedHashMap<>();
      new TreeMap<>(metadata).forEach((key, value) -> strings.put(key, Json.of(value)));
      members.put(METADATA, new Json.JsonObject(strings));
    }
    Set<String> names = new HashSet<>(Set.of(METADATA));
    long start = 0;
    for (SafetensorsTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException(
            "safetensors: expected unique names, got \"" + tensor.name() + "\" again");
      }
      long end = start + tensor.data().length;
      members.put(
          tensor.name(),
          Json.JsonObject.EMPTY
              .with("dtype", tensor.type().name())
              .with("shape", Json.ofInts(tensor.shape()))
              .with("data_offsets", Json.of(List.of(Json.of(start), Json.of(end)))));
      start = end;
    }
    byte[] json = new Json.JsonObject(members).compact().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    if (padded.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "safetensors: expected a header of at most "
              + MAX_BYTES
              + " bytes, got "
              + padded.length);
    }
    return padded;
  }
}
