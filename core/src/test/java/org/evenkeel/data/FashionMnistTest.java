package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real data: fails where they cannot be had.
@Tag("dataset")
final class FashionMnistTest {
  @Test
  void loadsTheRealDataAndVerifiesThem() {
    Split split = FashionMnist.load(Optional.empty());
    assertThat(split.train().size()).isEqualTo(60_000);
    assertThat(split.test().size()).isEqualTo(10_000);
    assertThat(split.train().shape()).isEqualTo(new ImageShape(1, 28, 28));
    assertThat(split.train().pixels()).hasSize(47_040_000);
    assertThat(split.train().classNames()).hasSize(10).startsWith("t-shirt/top");
    assertThat(split.train().first(5).labels()).containsExactly(9, 0, 0, 3, 0);
    int[] counts = new int[10];
    for (int i = 0; i < split.train().size(); i++) {
      counts[split.train().label(i)]++;
    }
    assertThat(counts).containsOnly(6000);
  }

  @Test
  void aDownloadFillsTheCacheWithVerifiedFiles(@TempDir Path folder) throws IOException {
    FashionMnist.load(Optional.empty());
    Path host = Files.createDirectory(folder.resolve("host"));
    for (FashionMnistFile file : FashionMnistFile.values()) {
      Path source = file.in(FashionMnist.locate(Optional.empty()).orElseThrow()).orElseThrow();
      byte[] content = Files.readAllBytes(source);
      boolean compressed = source.toString().endsWith(".gz");
      IdxFiles.write(host, file.fileName() + ".gz", compressed ? content : IdxFiles.gzip(content));
    }
    Path cache = folder.resolve("cache");
    DataPlaces places =
        new DataPlaces(Optional.empty(), "", cache, folder.resolve("none"), List.of(host.toUri()));
    Map<String, Long> arrived = new HashMap<>();
    Path found = FashionMnist.obtain(places, (file, bytes, total) -> arrived.put(file, bytes));
    assertThat(found).isEqualTo(cache);
    assertThat(arrived).hasSize(4).containsKey("train-labels-idx1-ubyte");
    assertThat(FashionMnist.read(cache).test().size()).isEqualTo(10_000);
    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files).hasSize(4);
    }
  }
}
