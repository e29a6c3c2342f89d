package org.microgptrom.pack.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes 16-bit values of a binary file through a buffer of its own. */
public final class MemoryBytes {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Bytes for {@code out}, complete after {@link #flush}. */
  public MemoryBytes(OutputStream out) {
    this.out = out;
  }

  /** Appends a value, its least significant byte first. */
  public void littleEndian(short value) throws IOException {
    if (buffer.remaining() < Short.BYTES) {
      drain();
    }
    buffer.putShort(value);
  }

  /** Appends the least significant byte of a value. */
  public void single(short value) throws IOException {
    if (!buffer.hasRemaining()) {
      drain();
    }
    buffer.put((byte) value);
  }

  /** Hands all bytes to the stream and flushes it. */
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  private void drain() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
