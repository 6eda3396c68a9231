package org.evenkeel.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The documents of this checkout and the sources that they quote.
final class Documents {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);
  private static final Path ROOT = root();

  private Documents() {}

  /// Returns the Java blocks of a document, in order.
  static List<String> javaBlocks(String document) {
    return JAVA.matcher(text(ROOT.resolve(document))).results().map(r -> r.group(1)).toList();
  }

  /// Returns an example's source.
  static String source(Class<?> example) {
    String file = "examples/src/main/java/" + example.getName().replace('.', '/') + ".java";
    return text(ROOT.resolve(file));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The tests run in the module's folder or above it.
  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("README.md")) ? here : here.resolveSibling("").normalize();
  }
}
