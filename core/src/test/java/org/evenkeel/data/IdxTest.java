package org.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.evenkeel.data.IdxFiles.gzip;
import static org.evenkeel.data.IdxFiles.header;
import static org.evenkeel.data.IdxFiles.join;
import static org.evenkeel.data.IdxFiles.noise;
import static org.evenkeel.data.IdxFiles.write;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.evenkeel.data.DataException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxTest {
  private static final byte[] GOOD = join(header(5, 4, 3), noise(60));

  @TempDir private Path folder;

  @Test
  void readsImagesPlainAndGzipped() {
    for (byte[] content : List.of(GOOD, gzip(GOOD))) {
      Idx idx = Idx.images(write(folder, "images", content));
      assertThat(idx.sizes()).containsExactly(5, 4, 3);
      assertThat(idx.shape()).isEqualTo(new ImageShape(1, 4, 3));
      assertThat(idx.examples()).isEqualTo(5);
      assertThat(idx.values()).isEqualTo(noise(60));
    }
  }

  @Test
  void readsImagesWithChannels() {
    Idx idx = Idx.images(write(folder, "images", header(2, 3, 4, 5), noise(120)));
    assertThat(idx.shape()).isEqualTo(new ImageShape(3, 4, 5));
    assertThat(idx.values()).isEqualTo(noise(120));
  }

  @Test
  void readsLabelsWhichHaveNoShape() {
    Idx idx = Idx.labels(write(folder, "labels", header(60), noise(60)));
    assertThat(idx.values()).isEqualTo(noise(60));
    assertThatThrownBy(idx::shape).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void readsWhatCompressesVeryWell() {
    byte[] content = join(header(1000, 10, 10), new byte[100_000]);
    Idx idx = Idx.images(write(folder, "images.gz", gzip(content)));
    assertThat(idx.values()).isEqualTo(new byte[100_000]);
  }

  @Test
  void readsLargeNoiseAcrossManyChunks() {
    byte[] values = noise(700_000);
    Idx idx = Idx.images(write(folder, "i.gz", gzip(join(header(700, 10, 100), values))));
    assertThat(idx.values()).isEqualTo(values);
  }

  @Test
  void readsGzipInSeveralMembersAndWithEveryHeaderField() {
    byte[] first = Arrays.copyOf(GOOD, 30);
    byte[] second = Arrays.copyOfRange(GOOD, 30, GOOD.length);
    assertThat(Idx.images(write(folder, "members", gzip(first), gzip(second))).values())
        .isEqualTo(noise(60));

    byte[] plainHeader = gzip(GOOD);
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    fields.write(plainHeader, 0, 3);
    fields.write(2 | 4 | 8 | 16);
    fields.write(plainHeader, 4, 6);
    fields.writeBytes(new byte[] {3, 0, 9, 9, 9}); // extra field
    fields.writeBytes(new byte[] {'n', 0, 'c', 'c', 0, 7, 7}); // name, comment, header CRC
    fields.write(plainHeader, 10, plainHeader.length - 10);
    assertThat(Idx.images(write(folder, "fields", fields.toByteArray())).values())
        .isEqualTo(noise(60));
  }

  @Test
  void showsEveryByteToTheSinkInOrder() {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    Idx.images(write(folder, "images.gz", gzip(GOOD)), seen::write);
    assertThat(seen.toByteArray()).isEqualTo(GOOD);
  }

  @Test
  void refusesAMissingFileAndAFolder() {
    assertRefused(Kind.MISSING, () -> Idx.images(folder.resolve("none")), "none: expected a file");
    assertRefused(Kind.MISSING, () -> Idx.images(folder), "expected a file, found none");
  }

  @Test
  void refusesTruncatedFilesWithBothLengths() {
    assertBad(Kind.TRUNCATED, Arrays.copyOf(GOOD, 75), "expected 76 bytes, found 75");
    assertBad(Kind.TRUNCATED, Arrays.copyOf(GOOD, 10), "expected 16 bytes, found 10");
    assertBad(Kind.TRUNCATED, new byte[0], "expected 4 bytes, found 0");
    assertBad(
        Kind.TRUNCATED,
        gzip(Arrays.copyOf(GOOD, 70)),
        "expected 76 bytes after decompression, found 70");
  }

  @Test
  void refusesEveryTruncationOfAGzippedFile() {
    byte[] whole = gzip(GOOD);
    for (int length = 2; length < whole.length; length++) {
      assertBad(Kind.TRUNCATED, Arrays.copyOf(whole, length), "truncated: ");
    }
  }

  @Test
  void refusesBytesBehindTheEnd() {
    assertBad(Kind.CORRUPT, join(GOOD, new byte[1]), "expected to end after 76 bytes, found 77");
    assertBad(
        Kind.CORRUPT, gzip(join(GOOD, new byte[9])), "expected to end after 76 bytes, found 85");
    assertBad(
        Kind.CORRUPT, join(gzip(GOOD), new byte[] {1, 2}), "bytes behind the end of the gzip data");
    // Garbage that looks like gzip's note of the right length.
    assertBad(
        Kind.CORRUPT,
        join(gzip(GOOD), new byte[] {76, 0, 0, 0}),
        "bytes behind the end of the gzip data");
  }

  @Test
  void refusesAnotherMagic() {
    assertBad(Kind.FORMAT, join(header(60), noise(60)), "images (magic 00000803), found magic 0");
    byte[] floats = GOOD.clone();
    floats[2] = 0x0d;
    assertBad(Kind.FORMAT, floats, "found magic 00000d03");
    assertBad(Kind.FORMAT, "GIF89a".getBytes(StandardCharsets.US_ASCII), "found magic 47494638");
    assertRefused(
        Kind.FORMAT,
        () -> Idx.labels(write(folder, "labels", GOOD)),
        "labels (magic 00000801), found magic 00000803");
  }

  @Test
  void refusesZeroNegativeAndOverflowingSizes() {
    assertBad(Kind.FORMAT, header(0, 28, 28), "[0, 28, 28]");
    assertBad(Kind.FORMAT, header(5, -28, 28), "[5, -28, 28]");
    assertBad(Kind.FORMAT, gzip(header(60_000, 28, 28_000)), "[60000, 28, 28000]");
    assertBad(
        Kind.FORMAT, gzip(header(1 << 30, 1 << 30, 4)), "at most 2147483639 values together (more");
    assertBad(Kind.FORMAT, header(1 << 30, 1 << 30, 4), "found [1073741824");
    assertBad(Kind.FORMAT, header(0x10000, 0x10000, 0x10000, 0x10000), "found [65536");
  }

  @Test
  void refusesPromisesBeyondTheFileBeforeTakingMemory() {
    // 2 GB would not fit the memory that tests get.
    byte[] promise = header(2_000_000_000, 1, 1);
    byte[] forged = gzip(promise);
    ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN).putInt(forged.length - 4, 2_000_000_016);
    assertBad(Kind.TRUNCATED, promise, "expected 2000000016 bytes, found 16");
    assertBad(Kind.TRUNCATED, gzip(promise), "promises 2000000016 bytes");
    assertBad(Kind.TRUNCATED, header(60_000, 28, 28_000), "expected 47040000016 bytes, found 16");
    assertBad(Kind.TRUNCATED, forged, "compressed bytes hold at most");
    byte[] within = join(header(1 << 20, 20, 1), noise(30_000));
    assertBad(Kind.TRUNCATED, gzip(within), "expected 20971536 bytes");
  }

  @Test
  void mapsFilesFromASizeOnAndReadsSmallerOnes() {
    Path file = write(folder, "images", GOOD);

    Idx mapped = Idx.images(file, GOOD.length);
    assertThat(mapped.map().orElseThrow().toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(Idx.images(file, GOOD.length + 1).values());
    assertThatIllegalStateException().isThrownBy(mapped::values).withMessageContaining("map");
    Path compressed = write(folder, "compressed", gzip(GOOD));
    assertThat(Idx.images(compressed, 1).map()).isEmpty();
  }

  @Test
  void refusesDamagedGzip() {
    byte[] body = gzip(GOOD);
    body[20] ^= 0x55;
    assertRefused(Kind.CORRUPT, () -> Idx.images(write(folder, "bad", body)), "damaged gzip data");

    byte[] checksum = gzip(GOOD);
    checksum[checksum.length - 8] ^= 1;
    assertBad(Kind.CORRUPT, checksum, "CRC-32: expected 0x");

    byte[] method = gzip(GOOD);
    method[2] = 7;
    assertBad(Kind.CORRUPT, method, "no gzip header");
  }

  @Test
  void aFlippedBitInTheCompressedDataNeverChangesWhatIsRead() {
    byte[] whole = gzip(GOOD);
    int accepted = 0;
    for (int at = 10; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x20;
      Path file = write(folder, "flipped", flipped);
      try {
        // The bits that pad the last byte of the compressed data mean nothing.
        assertThat(Idx.images(file).values()).isEqualTo(noise(60));
        accepted++;
      } catch (DataException e) {
        assertThat(e.kind()).isIn(Kind.CORRUPT, Kind.TRUNCATED, Kind.FORMAT);
      }
    }
    assertThat(accepted).isLessThanOrEqualTo(1);
  }

  private void assertBad(Kind kind, byte[] content, String message) {
    Path file = write(folder, "bad", content);
    assertRefused(kind, () -> Idx.images(file), message);
  }

  private void assertRefused(Kind kind, ThrowingCallable read, String message) {
    assertThatThrownBy(read)
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
        .hasMessageContaining(message)
        .hasMessageContaining(folder.toString())
        .hasMessageNotContaining("\n");
  }
}
