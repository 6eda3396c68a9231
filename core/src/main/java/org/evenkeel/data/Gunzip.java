package org.evenkeel.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Decompresses gzip straight into the caller's array, and is stricter than the JDK's own stream:
/// every checksum is compared, and bytes behind the last member are an error instead of ignored.
///
/// Throws: an `EOFException` where the file ends too early, a `ZipException` where it is damaged.
///
/// Source: RFC 1952.
final class Gunzip extends InputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private boolean ended;

  Gunzip(InputStream in) throws IOException {
    this.in = in;
    try {
      readHeader(next());
    } catch (IOException e) {
      inflater.end();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (!ended && length > 0) {
      if (inflater.needsInput()) {
        fill();
        inflater.setInput(buffer, position, limit - position);
      }
      int count = inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
        return count;
      }
      if (inflater.finished()) {
        position = limit - inflater.getRemaining();
        readTrailer();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("preset dictionary");
      }
    }
    return ended ? -1 : 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] out, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      String reason = e.getMessage();
      throw new ZipException(reason == null ? "invalid deflate data" : reason);
    }
  }

  private void readHeader(int first) throws IOException {
    int second = next();
    int method = next();
    if (first != 0x1f || second != 0x8b || method != 8) {
      throw new ZipException("no gzip header");
    }
    int flags = next();
    skip(6); // time, extra flags, operating system
    if ((flags & EXTRA) != 0) {
      int low = next();
      skip(low | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.setInput(buffer, position, limit - position);
  }

  private void readTrailer() throws IOException {
    long size = inflater.getBytesWritten();
    expect("CRC-32", crc.getValue(), nextInt());
    expect("length modulo 2^32", size & 0xFFFFFFFFL, nextInt());
    if (position == limit && !refill()) {
      ended = true;
      return;
    }
    int first = next();
    if (first != 0x1f) {
      throw new ZipException("bytes behind the end of the gzip data");
    }
    inflater.reset();
    crc.reset();
    readHeader(first);
  }

  private static void expect(String what, long computed, long stored) throws ZipException {
    if (computed != stored) {
      throw new ZipException("%s: expected 0x%08x, found 0x%08x".formatted(what, stored, computed));
    }
  }

  private long nextInt() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) next() << shift;
    }
    return value;
  }

  private int next() throws IOException {
    if (position == limit) {
      fill();
    }
    return buffer[position++] & 0xff;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // a text ends with a zero byte
    }
  }

  private void fill() throws IOException {
    if (!refill()) {
      throw new EOFException("unexpected end of the gzip data");
    }
  }

  private boolean refill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }
}
