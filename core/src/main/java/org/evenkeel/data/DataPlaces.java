package org.evenkeel.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where Fashion-MNIST may be: in one folder that the user named, or else in the cache, in the
/// system's folder, or at the hosts.
///
/// @param only the one folder, where the user named it
/// @param namedBy how the user named it
/// @param cache where downloads are kept
/// @param system where Debian's package puts it
/// @param hosts folders on the web
record DataPlaces(Optional<Path> only, String namedBy, Path cache, Path system, List<URI> hosts) {
  private static final Path SYSTEM = Path.of("/usr/share/datasets/fashion-mnist");
  private static final List<URI> HOSTS =
      List.of(
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          URI.create(
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"));

  /// The places for a folder given by the caller, or none, under these variables.
  static DataPlaces of(Optional<Path> folder, Map<String, String> environment, Path home) {
    Optional<Path> variable =
        Optional.ofNullable(environment.get("EVENKEEL_DATA"))
            .filter(text -> !text.isBlank())
            .map(Path::of);
    Path cacheHome =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .filter(Path::isAbsolute) // the XDG specification ignores relative paths
            .orElse(home.resolve(".cache"));
    return new DataPlaces(
        folder.or(() -> variable),
        folder.isPresent() ? "--data" : "EVENKEEL_DATA",
        cacheHome.resolve("evenkeel").resolve("fashion-mnist"),
        SYSTEM,
        HOSTS);
  }

  static DataPlaces of(Optional<Path> folder) {
    return of(folder, System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }
}
