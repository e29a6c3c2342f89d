package org.microgptrom.pack.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipExtraField;
import org.microgptrom.model.io.Progress;

/** Writes a zip archive whose entries have Unix modes and no extra fields. */
public final class ZipWriter implements ArchiveWriter {
  /**
   * A time that is before 1980 in every zone, and is therefore written as the earliest one,
   * 1980-01-01T00:00:00: a zip holds local time without its zone.
   */
  private static final long BEFORE_1980 = ENTRY_TIME.toEpochMilli() - 7 * 86_400_000L;

  @Override
  public void write(Path folder, List<String> paths, Path archive, Progress progress)
      throws IOException {
    int done = 0;
    Path deflated = archive.resolveSibling("deflated");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
      for (String path : paths) {
        ZipArchiveEntry entry = new ZipArchiveEntry(path);
        entry.setMethod(ZipEntry.DEFLATED);
        entry.setUnixMode(UnixStat.FILE_FLAG | ENTRY_MODE);
        entry.setTime(BEFORE_1980);
        entry.setExtraFields(new ZipExtraField[0]); // one with the exact time was added just now
        deflate(folder.resolve(path), deflated, entry);
        try (InputStream in = Files.newInputStream(deflated)) {
          zip.addRawArchiveEntry(entry, in);
        }
        progress.at("archive", ++done, paths.size());
      }
    }
  }

  /** Compresses into a file of its own, because an entry starts with its compressed size. */
  private static void deflate(Path file, Path deflated, ZipArchiveEntry entry) throws IOException {
    CRC32 crc = new CRC32();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(deflated));
        OutputStream compressed = new CheckedOutputStream(Deflate.raw(out), crc)) {
      Files.copy(file, compressed);
    }
    entry.setCrc(crc.getValue());
    entry.setSize(Files.size(file));
    entry.setCompressedSize(Files.size(deflated));
  }
}
