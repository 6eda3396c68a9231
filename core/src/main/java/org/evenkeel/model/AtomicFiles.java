package org.evenkeel.model;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

/// Writes whole files so that a reader, or a crash, sees the old content or the new, never a part.
///
/// The bytes go to a temporary name in the target's own folder, are forced to the disk, and are
/// moved into place. Whatever goes wrong, the temporary file is removed and the old file stays.
public final class AtomicFiles {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final long UNKNOWN = -1;

  private AtomicFiles() {}

  /// What to write, given the stream to write it to. The stream is buffered; it need not be closed.
  @FunctionalInterface
  public interface Content {
    /// Writes everything to `out`.
    void writeTo(OutputStream out) throws IOException;
  }

  /// Replaces `target` by `bytes`.
  ///
  /// **Throws** [OutputException] if the folder is missing, the disk full or read-only.
  public static void write(Path target, byte[] bytes) {
    write(target, bytes.length, out -> out.write(bytes));
  }

  /// Replaces `target` by `text` in UTF-8.
  ///
  /// **Throws** [OutputException] if the folder is missing, the disk full or read-only.
  public static void write(Path target, String text) {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Replaces `target` by what `content` writes.
  ///
  /// **Throws** [OutputException] if the folder is missing, the disk full or read-only; what
  /// `content` throws unchecked passes through.
  public static void write(Path target, Content content) {
    write(target, UNKNOWN, content);
  }

  /// Replaces `target`; `bytes` is how many there will be, for the message if they do not fit.
  static void write(Path target, long bytes, Content content) {
    Path folder = folderOf(target);
    // A short name of its own: the target's name may already be as long as the file system allows.
    Path temporary = folder.resolve(".evenkeel-" + UUID.randomUUID() + ".tmp");
    // A FileOutputStream, not a channel: a channel closes itself when the thread is interrupted,
    // which is just when a last save is wanted.
    try {
      try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
        OutputStream out = new BufferedOutputStream(new Chunks(file), CHUNK_BYTES);
        content.writeTo(out);
        out.flush();
        file.getFD().sync();
      }
      moveIntoPlace(temporary, target);
    } catch (IOException failure) {
      boolean full = says(failure, "no space left", "quota") || isFull(folder);
      removeLeftOver(temporary); // first, so that its bytes are not missing from the free ones
      throw new OutputException(explain(target, folder, bytes, full, failure), failure);
    } finally {
      removeLeftOver(temporary);
    }
  }

  private static Path folderOf(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || (Files.exists(target) && !Files.isRegularFile(target))) {
      throw new OutputException(
          "cannot write " + target + ": it exists and is not a regular file; choose another name");
    }
    if (!Files.isDirectory(folder)) {
      String why = Files.exists(folder) ? " is not a folder" : " does not exist";
      throw new OutputException(
          "cannot write " + target + ": " + folder + why + "; choose or make another folder");
    }
    return folder;
  }

  private static void moveIntoPlace(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void removeLeftOver(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that left it there is already on its way to the caller and says more.
    }
  }

  /// Names the reason. The system's own words may be in the user's language, so the disk is asked
  /// as well.
  private static String explain(
      Path target, Path folder, long bytes, boolean full, IOException failure) {
    String start = "cannot write " + target + ": ";
    boolean readOnly = says(failure, "read-only");
    String room = "";
    try {
      FileStore store = Files.getFileStore(folder);
      readOnly |= store.isReadOnly();
      String wanted = bytes == UNKNOWN ? "" : count(bytes) + " to write, ";
      room = " (" + wanted + count(store.getUsableSpace()) + " free)";
    } catch (IOException e) {
      // The disk does not answer: the words have to do.
    }
    if (readOnly) {
      return start + "the disk is read-only; choose a folder on another one";
    }
    if (full) {
      return start + "the disk is full" + room + "; free some space or choose another folder";
    }
    if (says(failure, "permission denied", "not permitted")) {
      return start + "no permission to write in " + folder + "; choose another folder";
    }
    return start + failure.getMessage() + "; choose another folder";
  }

  private static boolean says(IOException failure, String... parts) {
    String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return Arrays.stream(parts).anyMatch(words::contains);
  }

  private static boolean isFull(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder);
      return store.getTotalSpace() > 0 && store.getUsableSpace() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String count(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }

  /// Passes large writes on in pieces, because the JVM copies each piece outside its heap.
  private static final class Chunks extends OutputStream {
    private final OutputStream next;

    Chunks(OutputStream next) {
      this.next = next;
    }

    @Override
    public void write(int value) throws IOException {
      next.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; done += CHUNK_BYTES) {
        next.write(bytes, offset + done, Math.min(CHUNK_BYTES, length - done));
      }
    }
  }
}
