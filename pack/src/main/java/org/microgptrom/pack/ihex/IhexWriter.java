package org.microgptrom.pack.ihex;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes Intel HEX (Hexadecimal Object File Format Specification, revision A, 1988) with addresses
 * that count bytes: 16 data bytes in a record, least significant byte of a word first, an extended
 * linear address record before each 64 KiB but the first.
 */
public final class IhexWriter implements MemoryWriter {
  private static final int RECORD_BYTES = 16;
  private static final int BLOCK_BYTES = 1 << 16;

  @Override
  public MemoryFormat format() {
    return MemoryFormat.IHEX;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    IhexText text = new IhexText(new MemoryText(out));
    long bytes = (long) image.depth() * image.shape().bytesPerWord();
    for (long start = 0; start < bytes; start += RECORD_BYTES) {
      if (start % BLOCK_BYTES == 0 && start > 0) {
        text.extendedLinearAddress((int) (start / BLOCK_BYTES));
      }
      int count = (int) Math.min(RECORD_BYTES, bytes - start);
      text.start(count, (int) (start % BLOCK_BYTES), IhexText.DATA);
      for (long i = start; i < start + count; i++) {
        text.data(image.canonicalByte(i));
      }
      text.end();
    }
    text.finish();
  }
}
