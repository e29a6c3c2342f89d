package org.microgptrom.board.link;

import java.io.ByteArrayOutputStream;

/** Writes the fields of a payload, little-endian. */
final class PayloadWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PayloadWriter u8(int value) {
    bytes.write(value);
    return this;
  }

  PayloadWriter u16(int value) {
    return u8(value).u8(value >>> 8);
  }

  PayloadWriter u32(long value) {
    return u16((int) value).u16((int) (value >>> 16));
  }

  PayloadWriter bit(boolean value) {
    return u8(value ? 1 : 0);
  }

  PayloadWriter raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  byte[] payload() {
    return bytes.toByteArray();
  }
}
