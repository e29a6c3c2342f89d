package org.microgptrom.pack.archive;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.DeflaterOutputStream;
import com.jcraft.jzlib.GZIPOutputStream;
import com.jcraft.jzlib.JZlib;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses so that the result is the same bytes everywhere. {@code java.util.zip} does not: it
 * calls the machine's zlib, and zlib, zlib-ng and Apple's compress the same input differently.
 * JZlib is plain Java.
 */
final class Deflate {
  /**
   * The level of compression: for hexadecimal text, level 3 takes a quarter of level 6's time and 3
   * percent more space.
   */
  private static final int LEVEL = 3;

  private static final int BUFFER_BYTES = 1 << 16;

  private Deflate() {}

  /**
   * A stream that compresses to RFC 1951 without any header; leaves {@code out} open when closed.
   */
  static OutputStream raw(OutputStream out) throws IOException {
    return new DeflaterOutputStream(
        out, new Deflater(LEVEL, JZlib.MAX_WBITS, true), BUFFER_BYTES, false);
  }

  /** A stream that compresses to RFC 1952 with no name, no time and an unknown operating system. */
  static OutputStream gzip(OutputStream out) throws IOException {
    int gzipFormat = JZlib.MAX_WBITS + 16;
    return new GZIPOutputStream(out, new Deflater(LEVEL, gzipFormat), BUFFER_BYTES, true);
  }
}
