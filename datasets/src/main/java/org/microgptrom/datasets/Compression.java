package org.microgptrom.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.microgptrom.model.io.InputException;

/** The compressions of corpus files. Several streams one after another are read as one text. */
enum Compression {
  NONE,
  GZIP,
  BZIP2,
  XZ,
  ZIP;

  /**
   * The memory that xz may take, in KiB: its dictionary's size is in the file, and {@code xz -9}
   * needs 65 MiB, a hostile file 4 GiB.
   */
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private static final int SIGNATURE = 6;

  /**
   * Finds the compression by the first bytes; {@code bytes} supports mark and stays where it is.
   */
  static Compression detect(InputStream bytes) throws IOException {
    bytes.mark(SIGNATURE);
    byte[] start = new byte[SIGNATURE];
    int length = bytes.readNBytes(start, 0, SIGNATURE);
    bytes.reset();
    if (GzipCompressorInputStream.matches(start, length)) {
      return GZIP;
    }
    if (BZip2CompressorInputStream.matches(start, length)) {
      return BZIP2;
    }
    if (XZCompressorInputStream.matches(start, length)) {
      return XZ;
    }
    return ZippedText.matches(start) ? ZIP : NONE;
  }

  /**
   * The decompressed text of {@code bytes}, which are the content of {@code file}.
   *
   * @param name of the file or stream in errors
   */
  InputStream open(String name, Optional<Path> file, InputStream bytes) throws IOException {
    return switch (this) {
      case NONE -> bytes;
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(bytes)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 -> new BZip2CompressorInputStream(bytes, true);
      case XZ ->
          XZCompressorInputStream.builder()
              .setInputStream(bytes)
              .setDecompressConcatenated(true)
              .setMemoryLimitKiB(XZ_MEMORY_KIB)
              .get();
      case ZIP ->
          ZippedText.open(
              file.filter(Files::isRegularFile)
                  .orElseThrow(
                      () ->
                          new InputException(
                              name, "is a zip archive in a pipe", "give it as a file")));
    };
  }

  /** The file's name in errors, with the way in which it was decompressed. */
  String describe(String file) {
    return this == NONE ? file : file + " (" + name().toLowerCase(Locale.ROOT) + ")";
  }
}
