package org.evenkeel.report;

/// The outcome of drawing a PNG: an image, or the reason why there is none.
public sealed interface Png {
  /// An image.
  ///
  /// @param bytes a PNG file; not copied
  @SuppressWarnings("ArrayRecordComponent") // handed straight to a file, never compared
  record Drawn(byte[] bytes) implements Png {}

  /// No image, because the machine cannot draw text.
  ///
  /// @param reason one line for people
  record Missing(String reason) implements Png {}
}
