package org.evenkeel.report;

import java.util.function.Supplier;

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

  /// Draws, or says why `file` is not there.
  static Png drawn(String file, Supplier<byte[]> drawing) {
    try {
      return new Drawn(drawing.get());
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Without fonts or font libraries AWT throws InternalError, a plain Error, LinkageError (on
      // every later try too, when a static initializer has failed) or some RuntimeException.
      return new Missing(
          file + " is not drawn: expected fonts that AWT can use, got " + firstLine(e));
    }
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse(thrown.getClass().getName());
  }
}
