package org.microgptrom.bundle.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * The bytes of a tar archive on their way to a reader that trusts them: every header must have the
 * right checksum, extended headers included; after the last entry come two blocks of zeros, and
 * nothing but zeros follows. Between two files' contents no more than {@link #LARGEST_HEADER} bytes
 * pass: a name or padding of gigabytes packs into kilobytes.
 */
final class TarRecords extends FilterInputStream {
  /**
   * The most bytes between two files' contents: padding, headers, long names, and the end with its
   * padding.
   */
  private static final long LARGEST_HEADER = 1 << 16;

  private static final int BLOCK = 512;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;

  /**
   * Offsets and lengths of the header's numbers beside size and checksum: mode, owner, group, time,
   * device.
   */
  private static final int[][] NUMBERS = {
    {100, 8}, {108, 8}, {116, 8}, {136, 12}, {329, 8}, {337, 8}
  };

  private static final int END_BLOCKS = 2;

  /** A number of a header: octal digits or, in GNU's way for large ones, bytes in base 256. */
  private static final Pattern NUMBER =
      Pattern.compile("[ \\x00]*[0-7]*[ \\x00]*|[\\x80\\xff].*", Pattern.DOTALL);

  private final byte[] block = new byte[BLOCK];
  private int filled; // bytes of the present header
  private long content; // bytes before the next header
  private int zeroBlocks;
  private long offset;
  private long allowed = LARGEST_HEADER;

  TarRecords(InputStream in) {
    super(in);
  }

  /** Tells that the reader looks for the next entry. */
  void expectHeader() {
    allowed = LARGEST_HEADER;
  }

  /** Tells that the reader takes an entry's content. */
  void expectContent() {
    allowed = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (allowed == 0) {
      throw new IOException("more than " + LARGEST_HEADER + " bytes between two files");
    }
    int count = super.read(bytes, from, (int) Math.min(allowed, length));
    if (count < 0) {
      requireEnd();
      return count;
    }
    allowed -= count;
    for (int i = 0; i < count; ) {
      i += content > 0 ? pass(count - i) : gather(bytes, from + i, count - i);
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[(int) Math.min(count, 1 << 12)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  /** Returns false: a reader that could go back would make the count of blocks wrong. */
  @Override
  public boolean markSupported() {
    return false;
  }

  private int pass(int available) {
    int passed = (int) Math.min(content, available);
    content -= passed;
    offset += passed;
    return passed;
  }

  private int gather(byte[] bytes, int from, int available) throws IOException {
    int taken = Math.min(BLOCK - filled, available);
    System.arraycopy(bytes, from, block, filled, taken);
    filled += taken;
    offset += taken;
    if (filled == BLOCK) {
      filled = 0;
      requireHeader();
    }
    return taken;
  }

  private void requireHeader() throws IOException {
    long at = offset - BLOCK;
    if (isZero(block)) {
      zeroBlocks++;
      return;
    }
    if (zeroBlocks > 0) {
      throw new IOException("something follows the end of the archive, at offset " + at);
    }
    boolean right;
    long size;
    try {
      right = TarUtils.verifyCheckSum(block);
      size = TarUtils.parseOctalOrBinary(block, SIZE_OFFSET, SIZE_LENGTH);
      for (int[] field : NUMBERS) {
        right &= NUMBER.matcher(new String(block, field[0], field[1], ISO_8859_1)).matches();
      }
    } catch (IllegalArgumentException e) { // not even octal digits
      right = false;
      size = 0;
    }
    if (!right || size < 0 || size > Long.MAX_VALUE - BLOCK) {
      throw new IOException("the header at offset " + at + " has a wrong checksum or number");
    }
    content = (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private void requireEnd() throws IOException {
    if (zeroBlocks < END_BLOCKS || filled > 0) {
      throw new EOFException();
    }
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
