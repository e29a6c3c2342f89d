package org.microgptrom.bundle.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
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
public final class ZipArchive implements Archive {
  private static final int UNIX_FILE_TYPE = 0170000;
  private static final int UNIX_REGULAR = 0100000;
  private static final int UNIX_FOLDER = 0040000;

  @Override
  public void read(Path archive, Entries entries) throws IOException {
    ZipRecords.requireConsistent(archive);
    try (ZipFile zip = ZipFile.builder().setPath(archive).setIgnoreLocalFileHeader(true).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        if (isFolder(entry)) {
          entries.takeFolder(entry.getName());
        } else if (!isRegular(entry) || !zip.canReadEntryData(entry)) {
          throw new InputException(
              archive,
              "entry "
                  + Quoted.of(entry.getName())
                  + " is not a regular file with a plain name, stored or deflated",
              "");
        } else if (!take(zip, entry, entries)) {
          return;
        }
      }
    }
  }

  private static boolean take(ZipFile zip, ZipArchiveEntry entry, Entries entries)
      throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream raw = zip.getRawInputStream(entry)) {
      boolean deflated = entry.getMethod() == ZipEntry.DEFLATED;
      InputStream content = deflated ? new InflaterInputStream(raw, inflater) : raw;
      return entries.take(
          entry.getName(),
          new Checked(
              content, entry, deflated ? inflater::getBytesRead : entry::getCompressedSize));
    } finally {
      inflater.end();
    }
  }

  private static boolean isFolder(ZipArchiveEntry entry) {
    int type = entry.getUnixMode() & UNIX_FILE_TYPE; // 0 where a program records no type
    return hasPlainName(entry)
        && entry.isDirectory()
        && (type == 0 || type == UNIX_FOLDER)
        && entry.getSize() == 0;
  }

  private static boolean isRegular(ZipArchiveEntry entry) {
    int type = entry.getUnixMode() & UNIX_FILE_TYPE;
    return hasPlainName(entry)
        && !entry.isDirectory()
        && (type == 0 || type == UNIX_REGULAR)
        && (entry.getMethod() == ZipEntry.STORED || entry.getMethod() == ZipEntry.DEFLATED);
  }

  /**
   * Whether a name is one that all programs agree on, unlike names with backslashes and names in
   * extra fields.
   */
  private static boolean hasPlainName(ZipArchiveEntry entry) {
    return Arrays.equals(entry.getRawName(), entry.getName().getBytes(UTF_8));
  }

  /**
   * An entry's content, whose end fails unless it has the size and checksum that the directory
   * states.
   */
  private static final class Checked extends FilterInputStream {
    private final ZipArchiveEntry entry;
    private final LongSupplier compressed; // bytes that were taken for it
    private final CRC32 crc = new CRC32();
    private long count;

    Checked(InputStream in, ZipArchiveEntry entry, LongSupplier compressed) {
      super(in);
      this.entry = entry;
      this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read >= 0) {
        crc.update(bytes, offset, read);
        count += read;
        return read;
      }
      String name = "entry " + Quoted.of(entry.getName());
      if (count != entry.getSize()) {
        throw new ZipException(
            name + " unpacks to " + count + " bytes, the directory says " + entry.getSize());
      }
      if (crc.getValue() != entry.getCrc()) {
        throw new ZipException(
            String.format(
                "%s has CRC-32 %08x, the directory says %08x",
                name, crc.getValue(), entry.getCrc()));
      }
      if (compressed.getAsLong() != entry.getCompressedSize()) {
        throw new ZipException(name + ": something follows its compressed content");
      }
      return -1;
    }
  }
}
