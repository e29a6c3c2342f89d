package org.microgptrom.exchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.microgptrom.model.io.InputException;

/**
 * Requires that a zip archive says one thing only: it is read from its start, header by header, and
 * compared with its central directory, so that it holds the same for every program. Each entry's
 * data must have the size and the CRC that are recorded.
 */
final class IntactZip {
  private static final String ADVICE = "save it again, with numpy.savez";
  private static final int END_BYTES = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int IN_ZIP64 = -1; // 2^32 - 1: the value stands in another record

  private final Path file;
  private final ZipFile directory;

  private IntactZip(Path file, ZipFile directory) {
    this.file = file;
    this.directory = directory;
  }

  /**
   * Checks the whole file.
   *
   * @throws InputException naming what differs
   */
  static void require(Path file, ZipFile directory) throws IOException {
    IntactZip archive = new IntactZip(file, directory);
    archive.requireEnd();
    archive.requireEntries();
  }

  /** The record that ends the archive is the file's last, and follows the directory. */
  private void requireEnd() throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long start = channel.size() - END_BYTES;
      ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (end.hasRemaining() && channel.read(end, start + end.position()) > 0) {}
      if (end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
        throw damaged(file, "has bytes after the end of its zip archive, or a comment there");
      }
      int size = end.getInt(12);
      int offset = end.getInt(16);
      boolean isHere = size != IN_ZIP64 && offset != IN_ZIP64;
      if (isHere && Integer.toUnsignedLong(size) + Integer.toUnsignedLong(offset) != start) {
        throw damaged(file, "has bytes that belong to no entry beside its zip archive's directory");
      }
    }
  }

  private void requireEntries() throws IOException {
    IdentityHashMap<ZipArchiveEntry, ZipArchiveEntry> found =
        new IdentityHashMap<>(); // listed, by header
    try (ZipArchiveInputStream headers =
        new ZipArchiveInputStream(
            new BufferedInputStream(Files.newInputStream(file)), "UTF-8", true, true, true)) {
      for (ZipArchiveEntry listed : Collections.list(directory.getEntriesInPhysicalOrder())) {
        String where = file + ": " + listed.getName();
        ZipArchiveEntry header;
        try {
          header = headers.getNextEntry();
        } catch (IOException e) {
          throw new InputException(where, "is damaged: " + e.getMessage(), ADVICE, e);
        }
        if (header == null || !header.getName().equals(listed.getName())) {
          throw damaged(
              where,
              "is in the archive's directory, but its header is "
                  + (header == null ? "missing" : "of " + header.getName()));
        }
        requireEqual(where, "method", listed.getMethod(), header.getMethod());
        requireData(where, listed, headers);
        found.put(header, listed);
      }
      ZipArchiveEntry more = headers.getNextEntry();
      if (more != null) {
        throw damaged(file + ": " + more.getName(), "is not in the archive's directory");
      }
      found.forEach(this::requireSizes); // some stand after the data, and are known by now
    }
  }

  private void requireSizes(ZipArchiveEntry header, ZipArchiveEntry listed) {
    String where = file + ": " + listed.getName();
    requireEqual(where, "size", listed.getSize(), header.getSize());
    requireEqual(where, "size in the file", listed.getCompressedSize(), compressed(header));
    requireEqual(where, "CRC", listed.getCrc(), header.getCrc());
  }

  /**
   * The compressed size of an entry; a stored entry whose sizes follow its data has just one size.
   */
  private static long compressed(ZipArchiveEntry header) {
    return header.getMethod() == ZipArchiveEntry.STORED
        ? header.getSize()
        : header.getCompressedSize();
  }

  private static void requireEqual(String where, String what, long listed, long found) {
    if (listed != found) {
      throw damaged(
          where, "has " + what + " " + found + " in its header, " + listed + " in the directory");
    }
  }

  private static void requireData(
      String where, ZipArchiveEntry listed, ZipArchiveInputStream headers) {
    CRC32 crc = new CRC32();
    long size = 0;
    byte[] piece = new byte[1 << 16];
    try {
      for (int got = headers.read(piece); got > 0; got = headers.read(piece)) {
        crc.update(piece, 0, got);
        size += got;
        if (size > listed.getSize()) {
          throw damaged(where, "has more data than the " + listed.getSize() + " bytes it claims");
        }
      }
    } catch (IOException e) {
      throw new InputException(where, "is damaged: " + e.getMessage(), ADVICE, e);
    }
    if (size != listed.getSize() || crc.getValue() != listed.getCrc()) {
      throw damaged(
          where,
          String.format(
              "is damaged: its %d bytes have CRC %08x, %d with %08x expected",
              size, crc.getValue(), listed.getSize(), listed.getCrc()));
    }
  }

  private static InputException damaged(Object where, String problem) {
    return new InputException(where, problem, ADVICE);
  }
}
