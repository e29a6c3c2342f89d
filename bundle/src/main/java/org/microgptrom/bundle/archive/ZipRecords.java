package org.microgptrom.bundle.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipException;
import org.microgptrom.model.io.Quoted;

/**
 * Checks that the places where a zip archive says the same thing twice agree (PKWARE's APPNOTE 6.3,
 * sections 4.3.7, 4.3.9, 4.3.12 and 4.3.16). Programs that read the central directory and programs
 * that read from the start must find the same files: the records fill the archive without a gap,
 * and each local header agrees with its entry of the directory.
 */
final class ZipRecords {
  private static final long LARGEST_DIRECTORY = 1 << 22;
  private static final int END_SIZE = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIZE = 30;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int DESCRIPTOR_SIZE = 12;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;

  /** General purpose bit 3: checksum and sizes follow the content. */
  private static final int HAS_DESCRIPTOR = 1 << 3;

  /**
   * The flags that may be set: beside the descriptor's, bits 1 and 2 (how well the content was
   * compressed) and bit 11 (names are UTF-8).
   */
  private static final int KNOWN_FLAGS = HAS_DESCRIPTOR | 1 << 1 | 1 << 2 | 1 << 11;

  /** The version of the format, times ten, beyond which programs refuse to read. */
  private static final int NEWEST_VERSION = 45;

  private static final int EXTRA_HEADER = 4;
  private static final int ZIP64 = 1;

  private final FileChannel channel;
  private final List<Central> entries = new ArrayList<>();

  private ZipRecords(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * An entry of the central directory, with what its local header repeats.
   *
   * @param name the bytes of the name, each as a character
   */
  private record Central(
      String name, int flags, int method, int crc, long packed, long unpacked, long local) {
    String shown() {
      return "entry " + Quoted.of(new String(name.getBytes(ISO_8859_1), UTF_8));
    }
  }

  /**
   * Requires that nothing in the archive contradicts anything else, and that its central directory
   * is of bounded size.
   *
   * @throws ZipException naming the entry or offset of the first contradiction
   */
  static void requireConsistent(Path archive) throws IOException {
    try (FileChannel channel = FileChannel.open(archive)) {
      ZipRecords records = new ZipRecords(channel);
      long end = records.readDirectory();
      records.requireLocal(end);
    }
  }

  /** Reads the central directory; returns where it begins. */
  private long readDirectory() throws IOException {
    if (channel.size() < END_SIZE) {
      throw new EOFException();
    }
    ByteBuffer end = bytes(channel.size() - END_SIZE, END_SIZE);
    if (end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
      throw new ZipException(
          "no end record at its end: it is cut short, or a comment or something else follows");
    }
    int count = Short.toUnsignedInt(end.getShort(10));
    long size = Integer.toUnsignedLong(end.getInt(12));
    long offset = Integer.toUnsignedLong(end.getInt(16));
    if (size > LARGEST_DIRECTORY
        || offset + size + END_SIZE != channel.size()
        || end.getInt(4) != 0
        || Short.toUnsignedInt(end.getShort(8)) != count) {
      throw new ZipException("its end record does not follow a central directory of our size");
    }
    ByteBuffer directory = bytes(offset, (int) size);
    while (directory.hasRemaining()) {
      readEntry(directory, offset);
    }
    if (entries.size() != count) {
      throw new ZipException(
          "the central directory has " + entries.size() + " entries, its end record says " + count);
    }
    return offset;
  }

  private void readEntry(ByteBuffer directory, long offset) throws ZipException {
    int at = directory.position();
    long where = offset + at;
    if (directory.remaining() < CENTRAL_SIZE || directory.getInt(at) != CENTRAL_SIGNATURE) {
      throw new ZipException("no entry of the central directory at offset " + where);
    }
    int name = Short.toUnsignedInt(directory.getShort(at + 28));
    int extra = Short.toUnsignedInt(directory.getShort(at + 30));
    int comment = Short.toUnsignedInt(directory.getShort(at + 32));
    int next = at + CENTRAL_SIZE + name + extra + comment;
    if (next > directory.limit()) {
      throw new ZipException("the central directory ends within its entry at offset " + where);
    }
    Central entry =
        new Central(
            text(directory, at + CENTRAL_SIZE, name),
            Short.toUnsignedInt(directory.getShort(at + 8)),
            Short.toUnsignedInt(directory.getShort(at + 10)),
            directory.getInt(at + 16),
            Integer.toUnsignedLong(directory.getInt(at + 20)),
            Integer.toUnsignedLong(directory.getInt(at + 24)),
            Integer.toUnsignedLong(directory.getInt(at + 42)));
    requireKnown(entry, directory.get(at + 6), directory.getShort(at + 34) == 0);
    requireExtra(entry, directory.slice(at + CENTRAL_SIZE + name, extra));
    entries.add(entry);
    directory.position(next);
  }

  private static void requireKnown(Central entry, byte version, boolean firstDisk)
      throws ZipException {
    if (Byte.toUnsignedInt(version) > NEWEST_VERSION
        || (entry.flags & ~KNOWN_FLAGS) != 0
        || !firstDisk) {
      throw new ZipException(entry.shown() + " is encrypted or of a kind that few programs read");
    }
  }

  /**
   * Requires that extra fields are whole, and that none of them overrules the entry's other fields.
   */
  private static void requireExtra(Central entry, ByteBuffer extra) throws ZipException {
    extra.order(ByteOrder.LITTLE_ENDIAN);
    while (extra.remaining() >= EXTRA_HEADER) {
      int id = Short.toUnsignedInt(extra.getShort());
      int size = Short.toUnsignedInt(extra.getShort());
      if (id == ZIP64 || size > extra.remaining()) {
        throw new ZipException(entry.shown() + " has 64-bit sizes or damaged extra fields");
      }
      extra.position(extra.position() + size);
    }
  }

  /** Requires a local header for each entry, in any order and with nothing between them. */
  private void requireLocal(long end) throws IOException {
    entries.sort(Comparator.comparingLong(Central::local));
    long at = 0;
    for (Central entry : entries) {
      if (entry.local != at) {
        throw new ZipException(
            entry.shown() + " begins at offset " + entry.local + ", " + at + " expected");
      }
      at = requireLocal(entry, end);
    }
    if (at != end) {
      throw new ZipException(
          "something that is in no entry lies at offset " + at + ", before the central directory");
    }
  }

  /** Requires that an entry's local header agrees with it; returns where the next one begins. */
  private long requireLocal(Central entry, long end) throws IOException {
    if (entry.local + LOCAL_SIZE > end) {
      throw new ZipException(entry.shown() + " reaches into the central directory");
    }
    ByteBuffer local = bytes(entry.local, LOCAL_SIZE);
    int name = Short.toUnsignedInt(local.getShort(26));
    int extra = Short.toUnsignedInt(local.getShort(28));
    long after = entry.local + LOCAL_SIZE + name + extra + entry.packed;
    boolean described = (entry.flags & HAS_DESCRIPTOR) != 0;
    if (after + (described ? DESCRIPTOR_SIZE : 0) > end) {
      throw new ZipException(entry.shown() + " reaches into the central directory");
    }
    if (local.getInt(0) != LOCAL_SIGNATURE
        || Short.toUnsignedInt(local.getShort(6)) != entry.flags
        || Short.toUnsignedInt(local.getShort(8)) != entry.method
        || !entry.name.equals(text(bytes(entry.local + LOCAL_SIZE, name), 0, name))
        || !agrees(local, 14, entry, described)) {
      throw contradiction(entry, "local header", entry.local);
    }
    requireKnown(entry, local.get(4), true);
    requireExtra(entry, bytes(entry.local + LOCAL_SIZE + name, extra));
    return described ? requireDescriptor(entry, after) : after;
  }

  private long requireDescriptor(Central entry, long at) throws IOException {
    int signature = bytes(at, DESCRIPTOR_SIZE).getInt(0) == DESCRIPTOR_SIGNATURE ? 4 : 0;
    if (!agrees(bytes(at + signature, DESCRIPTOR_SIZE), 0, entry, false)) {
      throw contradiction(entry, "data descriptor", at);
    }
    return at + signature + DESCRIPTOR_SIZE;
  }

  /** Whether checksum and sizes are those of the entry, or 0 where they may follow later. */
  private static boolean agrees(ByteBuffer record, int at, Central entry, boolean later) {
    return agrees(record.getInt(at), entry.crc, later)
        && agrees(record.getInt(at + 4), (int) entry.packed, later)
        && agrees(record.getInt(at + 8), (int) entry.unpacked, later);
  }

  private static boolean agrees(int actual, int expected, boolean later) {
    return actual == expected || (later && actual == 0);
  }

  private static ZipException contradiction(Central entry, String record, long at) {
    return new ZipException(
        entry.shown() + ": its " + record + " at offset " + at + " contradicts the directory");
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    byte[] copy = new byte[length];
    bytes.get(at, copy);
    return new String(copy, ISO_8859_1);
  }

  private ByteBuffer bytes(long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }
}
