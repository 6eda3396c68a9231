package org.evenkeel.data;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The four files, with the length and SHA-256 of their **decompressed** bytes: compressed copies
/// differ in their gzip headers, the content does not.
enum FashionMnistFile {
  TRAIN_IMAGES(
      "train-images-idx3-ubyte",
      47_040_016,
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
  TRAIN_LABELS(
      "train-labels-idx1-ubyte",
      60_008,
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
  TEST_IMAGES(
      "t10k-images-idx3-ubyte",
      7_840_016,
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
  TEST_LABELS(
      "t10k-labels-idx1-ubyte",
      10_008,
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

  private final String fileName;
  private final long bytes;
  private final String sha256;

  FashionMnistFile(String fileName, long bytes, String sha256) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  String fileName() {
    return fileName;
  }

  long bytes() {
    return bytes;
  }

  /// The file in that folder, decompressed or with `.gz`.
  Optional<Path> in(Path folder) {
    return IdxFolder.find(folder, fileName);
  }

  /// Reads the file and compares its checksum, in one pass.
  Idx read(Path file) {
    MessageDigest digest = sha256();
    Idx content =
        this == TRAIN_IMAGES || this == TEST_IMAGES
            ? Idx.images(file, digest::update)
            : Idx.labels(file, digest::update);
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new DataException(
          DataException.Kind.CHECKSUM,
          "%s: expected SHA-256 %s after decompression, found %s; replace this file"
              .formatted(file, sha256, found));
    }
    return content;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
