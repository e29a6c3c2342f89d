package org.microgptrom.pack.ihex;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes Intel HEX as Quartus reads it for a memory: addresses count words, one word in a record,
 * its most significant byte first. Beyond 65,536 words an extended segment address record says from
 * which word on, in units of 16, the addresses count; the documentation lists no other kind.
 */
public final class QuartusIhexWriter implements MemoryWriter {
  private static final int SEGMENT_WORDS = 1 << 16;

  @Override
  public MemoryFormat format() {
    return MemoryFormat.IHEX_QUARTUS;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    IhexText text = new IhexText(new MemoryText(out));
    int wordBytes = image.shape().bytesPerWord();
    for (int address = 0; address < image.depth(); address++) {
      if (address % SEGMENT_WORDS == 0 && address > 0) {
        text.extendedSegmentAddress(address / 16);
      }
      text.start(wordBytes, address % SEGMENT_WORDS, IhexText.DATA);
      for (int i = wordBytes - 1; i >= 0; i--) {
        text.data(image.value(address, i / 2) >> (8 * (i % 2)));
      }
      text.end();
    }
    text.finish();
  }
}
