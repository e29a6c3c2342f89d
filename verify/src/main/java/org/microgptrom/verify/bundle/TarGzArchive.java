package org.microgptrom.verify.bundle;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/** A tar archive (POSIX.1-1988) in gzip (RFC 1952). */
final class TarGzArchive implements Archive {
  /** Between two files' contents: padding, headers, long names, the end with its padding. */
  private static final long LARGEST_HEADER = 1 << 16;

  @Override
  public void read(Path archive, Entries entries) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        Limited unpacked = new Limited(new GZIPInputStream(file, 1 << 16));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(unpacked, StandardCharsets.UTF_8.name())) {
      while (true) {
        unpacked.allow(LARGEST_HEADER);
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
          break;
        }
        if (!isRegular(entry)) {
          throw new InputException(
              archive, "entry " + Quoted.of(entry.getName()) + " is not a regular file", "");
        }
        unpacked.allow(Long.MAX_VALUE);
        entries.take(entry.getName(), tar);
      }
      // The checksum of gzip, at the end, tells that nothing is cut off.
      unpacked.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    byte kind = entry.getLinkFlag();
    return (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM)
        && !entry.getName().endsWith("/")
        && !entry.isSparse();
  }

  /** Unpacked bytes, no more than allowed: a name or padding of gigabytes packs into kilobytes. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("more than " + LARGEST_HEADER + " bytes between two files");
      }
      int count = super.read(bytes, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] skipped = new byte[(int) Math.min(count, 1 << 12)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
