package org.evenkeel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into a resource.
final class Version implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  static String text() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      String version = properties.getProperty("version", "");
      // Classes that no build has packed hold the placeholder.
      return version.isEmpty() || version.startsWith("$") ? "development" : version;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"evenkeel " + text(), "Java ${java.version} (${java.vendor})"};
  }
}
