package org.microgptrom.bundle.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/**
 * A tar archive (POSIX.1-1988, with the extended headers of later tools), uncompressed or in gzip
 * (RFC 1952).
 *
 * @param compression of the whole archive
 */
public record TarArchive(Compression compression) implements Archive {
  /** The compression of a tar archive. */
  public enum Compression {
    /** The archive is not compressed. */
    NONE,
    /** The archive is one member of gzip and nothing else. */
    GZIP
  }

  @Override
  public void read(Path archive, Entries entries) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
      InputStream tar =
          compression == Compression.GZIP ? new GzipCompressorInputStream(file) : file;
      if (unpack(archive, new TarRecords(tar), entries) && file.read() >= 0) {
        throw new IOException("something follows the gzip member that holds the archive");
      }
    }
  }

  /** Returns whether all was read, and not just up to the last entry wanted. */
  private static boolean unpack(Path archive, TarRecords records, Entries entries)
      throws IOException {
    TarArchiveInputStream tar =
        new TarArchiveInputStream(records, StandardCharsets.UTF_8.name()); // closed by the caller
    while (true) {
      records.expectHeader();
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        break;
      }
      records.expectContent();
      if (isFolder(entry)) {
        entries.takeFolder(entry.getName());
      } else if (!isRegular(entry)) {
        throw new InputException(
            archive, "entry " + Quoted.of(entry.getName()) + " is not a regular file", "");
      } else if (!entries.take(entry.getName(), tar)) {
        return false;
      }
      tar.transferTo(OutputStream.nullOutputStream()); // what was not wanted of it
    }
    // To the end: gzip's checksum tells that nothing is cut off or changed.
    records.transferTo(OutputStream.nullOutputStream());
    return true;
  }

  private static boolean isFolder(TarArchiveEntry entry) {
    return entry.getLinkFlag() == TarConstants.LF_DIR && entry.getSize() == 0;
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    byte kind = entry.getLinkFlag();
    return (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM)
        && !entry.getName().endsWith("/")
        && !entry.isSparse();
  }
}
