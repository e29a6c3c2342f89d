package org.microgptrom.board.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A frame of the serial line ({@code docs/board.md}): kind, length, payload and CRC-32, with the
 * octet stuffing of RFC 1662, section 4.2.
 */
public final class Frame {
  /** Stands before and after each frame, and nowhere else. */
  static final int FLAG = 0x7E;

  /** Stands before a byte that is XORed with {@link #FLIP}. */
  static final int ESCAPE = 0x7D;

  static final int FLIP = 0x20;

  /** Bytes of a frame beside its payload: kind, length, CRC-32. */
  static final int OVERHEAD = 7;

  private static final int HEAD = 3;
  private static final int LARGEST = 0xFFFF;

  private final int kind;
  private final byte[] payload;

  /**
   * A frame.
   *
   * @param kind of the message, 0..255
   * @param payload at most 65,535 bytes; shared, not copied
   */
  public Frame(int kind, byte[] payload) {
    if (kind < 0 || kind > 0xFF || payload.length > LARGEST) {
      throw new IllegalArgumentException(
          "a frame has a kind of one byte and at most "
              + LARGEST
              + " bytes of payload, not kind "
              + kind
              + " and "
              + payload.length);
    }
    this.kind = kind;
    this.payload = payload;
  }

  /** The number that stands for the kind of message, 0..255. */
  public int kind() {
    return kind;
  }

  /** The fields of the message; shared, not copied. */
  public byte[] payload() {
    return payload;
  }

  /** The bytes on the line, with a flag before and after. */
  public byte[] bytes() {
    ByteBuffer content =
        ByteBuffer.allocate(OVERHEAD + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    content.put((byte) kind).putShort((short) payload.length).put(payload);
    content.putInt(checksum(content.array(), HEAD + payload.length));
    ByteArrayOutputStream stuffed = new ByteArrayOutputStream(2 * content.capacity() + 2);
    stuffed.write(FLAG);
    for (byte value : content.array()) {
      int octet = value & 0xFF;
      if (octet == FLAG || octet == ESCAPE) {
        stuffed.write(ESCAPE);
        octet ^= FLIP;
      }
      stuffed.write(octet);
    }
    stuffed.write(FLAG);
    return stuffed.toByteArray();
  }

  /** The frame of what stood between two flags, unstuffed; empty if it is damaged. */
  static Optional<Frame> of(byte[] content, int length) {
    if (length < OVERHEAD) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(content, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    int kind = fields.get() & 0xFF;
    int payload = fields.getShort() & LARGEST;
    if (payload != length - OVERHEAD
        || fields.getInt(HEAD + payload) != checksum(content, HEAD + payload)) {
      return Optional.empty();
    }
    return Optional.of(new Frame(kind, Arrays.copyOfRange(content, HEAD, HEAD + payload)));
  }

  private static int checksum(byte[] content, int length) {
    CRC32 crc = new CRC32();
    crc.update(content, 0, length);
    return (int) crc.getValue();
  }
}
