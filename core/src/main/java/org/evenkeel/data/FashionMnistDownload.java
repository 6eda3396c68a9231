package org.evenkeel.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Downloads the files that the cache lacks. Each arrives under a temporary name, is verified, and
/// only then moved into place, so the cache never holds half a file.
final class FashionMnistDownload {
  private static final int CONNECT_MILLISECONDS = 10_000;
  private static final int READ_MILLISECONDS = 30_000;
  private static final int CHUNK_BYTES = 1 << 16;

  private final DataPlaces places;
  private final DownloadProgress progress;

  FashionMnistDownload(DataPlaces places, DownloadProgress progress) {
    this.places = places;
    this.progress = progress;
  }

  /// Returns the cache, with all four files in it.
  Path run() {
    try {
      Files.createDirectories(places.cache());
      for (FashionMnistFile file : FashionMnistFile.values()) {
        if (file.in(places.cache()).isEmpty()) {
          fetch(file);
        }
      }
    } catch (IOException e) {
      throw new DataException(
          DataException.Kind.MISSING,
          "fashion-mnist: not found, and cannot be downloaded to %s: %s; %s"
              .formatted(places.cache(), e, advice()),
          e);
    }
    return places.cache();
  }

  private void fetch(FashionMnistFile file) throws IOException {
    List<String> failures = new ArrayList<>();
    for (URI host : places.hosts()) {
      String name = file.fileName() + ".gz";
      Path part = Files.createTempFile(places.cache(), "." + name + ".", ".part");
      part.toFile().deleteOnExit(); // Ctrl-C leaves nothing behind
      try {
        copy(host.resolve(name), part, file);
        file.read(part);
        Files.move(part, places.cache().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (HostFailure e) {
        failures.add(host.getHost() + ": " + e.getMessage());
      } catch (DataException e) {
        failures.add(host.getHost() + ": sent something else (" + e.getMessage() + ")");
      } finally {
        Files.deleteIfExists(part);
      }
    }
    throw new DataException(
        DataException.Kind.MISSING,
        "fashion-mnist: %s not found in %s or %s, nor downloaded (%s); %s"
            .formatted(
                file.fileName(),
                places.cache(),
                places.system(),
                String.join("; ", failures),
                advice()));
  }

  private static String advice() {
    return "install Debian's package dataset-fashion-mnist, or name a folder with --data";
  }

  private void copy(URI from, Path part, FashionMnistFile file) throws IOException {
    URLConnection connection = connect(from);
    long total = connection.getContentLengthLong();
    long bytes = 0;
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = body(connection);
        OutputStream out = Files.newOutputStream(part)) {
      for (int count = read(in, chunk); count >= 0; count = read(in, chunk)) {
        out.write(chunk, 0, count);
        bytes += count;
        progress.arrived(file.fileName(), bytes, total);
        if (bytes > file.bytes() + CHUNK_BYTES) {
          throw new HostFailure("sent more than " + file.bytes() + " bytes");
        }
      }
    }
  }

  private static URLConnection connect(URI from) throws IOException {
    URLConnection connection = from.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLISECONDS);
    connection.setReadTimeout(READ_MILLISECONDS);
    return connection;
  }

  private static InputStream body(URLConnection connection) throws HostFailure {
    try {
      if (connection instanceof HttpURLConnection http
          && http.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new HostFailure("answered " + http.getResponseCode());
      }
      return connection.getInputStream();
    } catch (HostFailure e) {
      throw e;
    } catch (IOException e) {
      throw new HostFailure(e);
    }
  }

  private static int read(InputStream in, byte[] chunk) throws HostFailure {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw new HostFailure(e);
    }
  }

  /// The other side's failure, where the next host may help; other failures are this machine's.
  private static final class HostFailure extends IOException {
    private static final long serialVersionUID = 1L;

    HostFailure(String message) {
      super(message);
    }

    HostFailure(IOException cause) {
      super(cause.getClass().getSimpleName() + " " + cause.getMessage(), cause);
    }
  }
}
