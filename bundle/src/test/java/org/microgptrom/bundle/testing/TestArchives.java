package org.microgptrom.bundle.testing;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Packs files, hostile ones too, into archives. */
public final class TestArchives {
  private static final int GNU_NAME = 0150000; // no Unix file type

  private TestArchives() {}

  /** A kind of archive that bundles come in. */
  public enum Kind {
    /** tar in gzip. */
    TAR_GZ,
    /** zip. */
    ZIP
  }

  /**
   * One entry, more general than a file.
   *
   * @param unixMode with the file type bits, 0100644 for a regular file
   * @param size of the content, in bytes
   */
  public record Entry(String name, int unixMode, long size, Supplier<InputStream> content) {
    /** A regular file. */
    public static Entry file(String name, byte[] content) {
      return new Entry(name, 0100644, content.length, () -> new ByteArrayInputStream(content));
    }

    /** Something that is no regular file; a link's content is its target. */
    public static Entry special(String name, int unixMode) {
      byte[] target = "/etc/hostname".getBytes(StandardCharsets.UTF_8);
      return new Entry(name, unixMode, target.length, () -> new ByteArrayInputStream(target));
    }

    /** GNU tar's entry that holds the name of the next one, which is this long. */
    public static Entry longName(int size) {
      byte[] name = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
      return new Entry("././@LongLink", GNU_NAME, size, () -> new ByteArrayInputStream(name));
    }

    /** A regular file of this many zeros. */
    public static Entry zeros(String name, long size) {
      return new Entry(
          name,
          0100644,
          size,
          () ->
              new InputStream() {
                private long left = size;

                @Override
                public int read() {
                  return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                  int count = (int) Math.min(left, length);
                  Arrays.fill(bytes, offset, offset + count, (byte) 0);
                  left -= count;
                  return count == 0 ? -1 : count;
                }
              });
    }

    private boolean hasContent() {
      return (unixMode & 0170000) == 0100000 || unixMode == GNU_NAME;
    }
  }

  /** The entries of these files, in the map's order. */
  public static List<Entry> entries(Map<String, byte[]> files) {
    return files.entrySet().stream().map(f -> Entry.file(f.getKey(), f.getValue())).toList();
  }

  /** Writes an archive. */
  public static Path write(Path file, Kind kind, List<Entry> entries) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      if (kind == Kind.ZIP) {
        zip(out, entries);
      } else {
        tarGz(out, entries);
      }
    }
    return file;
  }

  private static void tarGz(OutputStream out, List<Entry> entries) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Entry entry : entries) {
        TarArchiveEntry header = new TarArchiveEntry(entry.name(), tarType(entry), true);
        header.setMode(entry.unixMode() & 0777);
        if (entry.hasContent()) {
          header.setSize(entry.size());
        } else {
          header.setLinkName("/etc/hostname");
        }
        tar.putArchiveEntry(header);
        if (entry.hasContent()) {
          entry.content().get().transferTo(tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  private static byte tarType(Entry entry) {
    return (byte)
        switch (entry.unixMode() & 0170000) {
          case 0100000 -> '0';
          case 0110000 -> '1'; // no Unix file type: a tar hard link
          case 0120000 -> '2';
          case 0020000 -> '3';
          case 0060000 -> '4';
          case 0040000 -> '5';
          case 0010000 -> '6';
          case GNU_NAME -> 'L';
          default -> throw new IllegalArgumentException(entry.toString());
        };
  }

  private static void zip(OutputStream out, List<Entry> entries) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      for (Entry entry : entries) {
        ZipArchiveEntry header = new ZipArchiveEntry(entry.name());
        header.setUnixMode(entry.unixMode());
        zip.putArchiveEntry(header);
        entry.content().get().transferTo(zip);
        zip.closeArchiveEntry();
      }
    }
  }
}
