package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evenkeel.data.IdxFiles.gzip;
import static org.evenkeel.data.IdxFiles.header;
import static org.evenkeel.data.IdxFiles.noise;
import static org.evenkeel.data.IdxFiles.write;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.data.DataException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the data set is looked for, and what is said when it is missing or not the published one.
/// Hosts are folders here: a `file:` address stands for the web.
final class FashionMnistPlacesTest {
  @TempDir private Path folder;
  private Path cache;
  private Path system;
  private Path host;

  @BeforeEach
  void makeFolders() throws IOException {
    cache = folder.resolve("cache/evenkeel/fashion-mnist");
    system = Files.createDirectory(folder.resolve("system"));
    host = Files.createDirectory(folder.resolve("host"));
  }

  @Test
  void aNamedFolderWinsAndIsTheOnlyOne() {
    DataPlaces places =
        DataPlaces.of(Optional.of(folder), Map.of("EVENKEEL_DATA", "/variable"), Path.of("/home"));
    assertThat(places.only()).contains(folder);
    assertThatThrownBy(() -> FashionMnist.locate(places))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING))
        .hasMessageContaining("expected train-images-idx3-ubyte (or with .gz) in " + folder)
        .hasMessageContaining("named by --data");
  }

  @Test
  void theVariableIsExclusiveTooUnlessItIsEmpty() {
    Path home = Path.of("/home");
    DataPlaces places =
        DataPlaces.of(Optional.empty(), Map.of("EVENKEEL_DATA", folder.toString()), home);
    assertThatThrownBy(() -> FashionMnist.obtain(places, (file, bytes, totalBytes) -> {}))
        .hasMessageContaining("named by EVENKEEL_DATA");
    assertThat(DataPlaces.of(Optional.empty(), Map.of("EVENKEEL_DATA", ""), home).only()).isEmpty();
  }

  @Test
  void theCacheFollowsTheXdgVariable() {
    Path home = Path.of("/home/me");
    assertThat(DataPlaces.of(Optional.empty(), Map.of(), home).cache())
        .isEqualTo(Path.of("/home/me/.cache/evenkeel/fashion-mnist"));
    assertThat(DataPlaces.of(Optional.empty(), Map.of("XDG_CACHE_HOME", "/c"), home).cache())
        .isEqualTo(Path.of("/c/evenkeel/fashion-mnist"));
    assertThat(DataPlaces.of(Optional.empty(), Map.of("XDG_CACHE_HOME", "c"), home).cache())
        .isEqualTo(Path.of("/home/me/.cache/evenkeel/fashion-mnist"));
    assertThat(DataPlaces.of(Optional.empty(), Map.of(), home).system())
        .isEqualTo(Path.of("/usr/share/datasets/fashion-mnist"));
  }

  @Test
  void theCacheComesBeforeTheSystemFolderAndOnlyWhenWhole() throws IOException {
    assertThat(FashionMnist.locate(places())).isEmpty();
    IdxFiles.writeFolder(system);
    Files.createDirectories(cache);
    write(cache, "train-images-idx3-ubyte", header(1, 1, 1), noise(1));
    assertThat(FashionMnist.locate(places())).contains(system);
    IdxFiles.writeFolder(cache);
    assertThat(FashionMnist.locate(places())).contains(cache);
  }

  @Test
  void anotherContentIsRefusedByItsChecksum() {
    IdxFiles.writeFolder(system);
    assertThatThrownBy(() -> FashionMnist.read(system))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKSUM))
        .hasMessageContaining("train-labels-idx1-ubyte: expected SHA-256 bad3541b")
        .hasMessageContaining("found ");
  }

  @Test
  void aFileThatVanishedIsNamed() throws IOException {
    IdxFiles.writeFolder(system);
    Files.delete(system.resolve("train-labels-idx1-ubyte"));
    assertThatThrownBy(() -> FashionMnist.read(system))
        .hasMessageContaining("expected train-labels-idx1-ubyte");
  }

  @Test
  void whatAHostSendsIsVerifiedBeforeItEntersTheCache() throws IOException {
    write(
        host, "train-images-idx3-ubyte.gz", "<html>log in</html>".getBytes(StandardCharsets.UTF_8));
    assertMissing("sent something else");
    write(host, "train-images-idx3-ubyte.gz", gzip(IdxFiles.join(header(2, 2, 2), noise(8))));
    assertMissing("expected SHA-256 c59f468a");
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void hostsThatDoNotAnswerAreNamedWithWhatToDo() {
    assertMissing("train-images-idx3-ubyte not found in " + cache + " or " + system);
    assertMissing("FileNotFoundException");
    assertMissing("install Debian's package dataset-fashion-mnist");
  }

  @Test
  void theAnswerOfAWebHostIsTold() {
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            host,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      assertMissing(
          new DataPlaces(Optional.empty(), "", cache, system, List.of(address(server))),
          "answered 404");
    } finally {
      server.stop(0);
    }
    assertMissing(
        new DataPlaces(Optional.empty(), "", cache, system, List.of(address(server))),
        "ConnectException");
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file where a folder should be");
    assertMissing("cannot be downloaded to " + cache);
  }

  @Test
  void theProgramTellsMissingFromDamagedByItsExitCode() throws IOException {
    assertThat(fetch(places()))
        .startsWith("3 fashion-mnist: train-images-idx3-ubyte not found")
        .hasLineCount(1);
    IdxFiles.writeFolder(system);
    assertThat(fetch(places())).startsWith("4 ").contains("expected SHA-256").hasLineCount(1);
    Files.write(system.resolve("train-labels-idx1-ubyte"), header(60_000));
    assertThat(fetch(places()))
        .startsWith("4 ")
        .contains("truncated: expected 60008 bytes, found 8")
        .hasLineCount(1);
  }

  private DataPlaces places() {
    return new DataPlaces(
        Optional.empty(), "", cache, system, List.of(URI.create("file:" + host + "/")));
  }

  private static URI address(HttpServer server) {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://%s:%d/".formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  private void assertMissing(String message) {
    assertMissing(places(), message);
  }

  private static void assertMissing(DataPlaces places, String message) {
    assertThatThrownBy(() -> FashionMnist.obtain(places, (file, bytes, totalBytes) -> {}))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING))
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static String fetch(DataPlaces places) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(text, true, StandardCharsets.UTF_8);
    int code = Fetch.run(places, err, err);
    return code + " " + text.toString(StandardCharsets.UTF_8).strip();
  }
}
