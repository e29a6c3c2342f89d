package org.microgptrom.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.microgptrom.model.io.InputException;

/** The one file in a zip archive; its end is reached only if its CRC-32 is right. */
final class ZippedText extends CheckedInputStream {
  private final ZipFile zip;
  private final long crc;

  private ZippedText(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    super(zip.getInputStream(entry), new CRC32());
    this.zip = zip;
    this.crc = entry.getCrc();
  }

  /**
   * Whether a file with these first bytes is a zip archive: a local file header, or the end of
   * none.
   */
  static boolean matches(byte[] start) {
    return start[0] == 'P'
        && start[1] == 'K'
        && ((start[2] == 3 && start[3] == 4) || (start[2] == 5 && start[3] == 6));
  }

  static ZippedText open(Path file) throws IOException {
    ZipFile zip = ZipFile.builder().setPath(file).get();
    try {
      return new ZippedText(zip, onlyFile(file, zip));
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipArchiveEntry onlyFile(Path file, ZipFile zip) {
    List<ZipArchiveEntry> files =
        Collections.list(zip.getEntries()).stream().filter(e -> !e.isDirectory()).toList();
    if (files.size() != 1 || files.get(0).isUnixSymlink()) {
      String names =
          files.stream().limit(5).map(ZipArchiveEntry::getName).collect(Collectors.joining(", "));
      throw new InputException(
          file,
          "the zip archive must hold exactly one regular file, not "
              + (files.size() == 1 ? "a link" : files.size() + " files")
              + (files.isEmpty() ? "" : ": " + names + (files.size() > 5 ? ", ..." : "")),
          "zip the text file alone, or unpack the archive and name the text file");
    }
    if (!zip.canReadEntryData(files.get(0))) {
      throw new InputException(
          file,
          files.get(0).getName() + " is encrypted or of an unknown method",
          "unpack it first");
    }
    return files.get(0);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = super.read(target, offset, length);
    if (n < 0 && getChecksum().getValue() != crc) {
      throw new IOException("the CRC-32 of its content is wrong");
    }
    return n;
  }

  @Override
  public void close() throws IOException {
    try (zip) {
      super.close();
    }
  }
}
