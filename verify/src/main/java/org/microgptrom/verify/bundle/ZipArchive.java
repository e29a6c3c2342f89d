package org.microgptrom.verify.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/**
 * A zip archive (PKWARE's APPNOTE 6.3), read by its central directory, as other programs extract
 * it; only there does it tell links from files.
 */
final class ZipArchive implements Archive {
  private static final long LARGEST_DIRECTORY = 1 << 22;
  private static final int END_SIZE = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int UNIX_FILE_TYPE = 0170000;
  private static final int UNIX_REGULAR = 0100000;

  @Override
  public void read(Path archive, Entries entries) throws IOException {
    requireSmallDirectory(archive);
    try (ZipFile zip = ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (!isRegular(entry) || !zip.canReadEntryData(entry)) {
          throw new InputException(
              archive,
              "entry "
                  + Quoted.of(entry.getName())
                  + " is not a regular file with a plain name, stored or deflated",
              "");
        }
        try (InputStream content = zip.getInputStream(entry)) {
          entries.take(entry.getName(), content);
        }
      }
    }
  }

  private static boolean isRegular(ZipArchiveEntry entry) {
    int type = entry.getUnixMode() & UNIX_FILE_TYPE; // 0 where a program records no type
    // Programs disagree on names with backslashes and on names in extra fields.
    boolean plainName = Arrays.equals(entry.getRawName(), entry.getName().getBytes(UTF_8));
    return plainName
        && !entry.isDirectory()
        && (type == 0 || type == UNIX_REGULAR)
        && (entry.getMethod() == ZipEntry.STORED || entry.getMethod() == ZipEntry.DEFLATED);
  }

  /**
   * Requires that the archive ends like one of ours: the central directory, of bounded size as it
   * is kept in memory, and its end record without comment or extension to 64 bits.
   */
  private static void requireSmallDirectory(Path archive) throws IOException {
    try (FileChannel channel = FileChannel.open(archive)) {
      long start = channel.size() - END_SIZE - LOCATOR_SIZE;
      ByteBuffer end = ByteBuffer.allocate(LOCATOR_SIZE + END_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      while (start >= 0 && end.hasRemaining()) {
        if (channel.read(end, start + end.position()) < 0) {
          break;
        }
      }
      if (end.hasRemaining() || end.getInt(LOCATOR_SIZE) != END_SIGNATURE) {
        throw new ZipException("no end record: cut short, or something follows the archive");
      }
      long size = Integer.toUnsignedLong(end.getInt(LOCATOR_SIZE + 12));
      long offset = Integer.toUnsignedLong(end.getInt(LOCATOR_SIZE + 16));
      if (size > LARGEST_DIRECTORY
          || offset + size + END_SIZE != channel.size()
          || end.getInt(0) == LOCATOR_SIGNATURE) {
        throw new ZipException("its end record does not follow a central directory of our size");
      }
    }
  }
}
