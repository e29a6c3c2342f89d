package org.microgptrom.pack.srec;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes Motorola S-records: 16 data bytes in a record, least significant byte of a word first;
 * addresses count bytes in as many digits as the last one needs: S1, S2 or S3, closed by S9, S8 or
 * S7. The header is empty.
 */
public final class SrecWriter implements MemoryWriter {
  private static final int RECORD_BYTES = 16;

  @Override
  public MemoryFormat format() {
    return MemoryFormat.SREC;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    long bytes = (long) image.depth() * image.shape().bytesPerWord();
    int addressBytes = bytes <= 1 << 16 ? 2 : bytes <= 1 << 24 ? 3 : 4;
    text.text("S0030000FC\n");
    for (long start = 0; start < bytes; start += RECORD_BYTES) {
      int count = (int) Math.min(RECORD_BYTES, bytes - start);
      int sum = start(text, addressBytes - 1, addressBytes, start, count);
      for (long i = start; i < start + count; i++) {
        byte data = image.canonicalByte(i);
        text.upperHex(data, 2);
        sum += data;
      }
      text.upperHex(~sum, 2).text("\n");
    }
    int sum = start(text, 11 - addressBytes, addressBytes, 0, 0);
    text.upperHex(~sum, 2).text("\n").flush();
  }

  /** Appends a record up to its data; returns the sum of its bytes so far. */
  private static int start(MemoryText text, int type, int addressBytes, long address, int count)
      throws IOException {
    int length = addressBytes + count + 1;
    text.text("S" + type).upperHex(length, 2).upperHex((int) address, 2 * addressBytes);
    int sum = length;
    for (int i = 0; i < addressBytes; i++) {
      sum += (int) (address >> (8 * i)) & 0xFF;
    }
    return sum;
  }
}
