package org.evenkeel.model;

import java.util.Optional;

/// The element types that are read and written, in the order of the format's reference
/// implementation (it sorts tensors by it, the last first, when it writes).
public enum SafetensorsType {
  /// Unsigned bytes.
  U8(1),
  /// 32-bit integers.
  I32(4),
  /// IEEE 754 binary32.
  F32(4),
  /// IEEE 754 binary64.
  F64(8),
  /// 64-bit integers.
  I64(8);

  private final int bytes;

  SafetensorsType(int bytes) {
    this.bytes = bytes;
  }

  /// The bytes of one element.
  public int bytes() {
    return bytes;
  }

  /// The type that a header calls `name`.
  static Optional<SafetensorsType> named(String name) {
    for (SafetensorsType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
