package org.microgptrom.bundle.ihex;

import java.util.Arrays;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads Intel HEX as Quartus does: addresses count words, and each record holds one word, its most
 * significant byte first, and an extended segment address record before each 65,536 words but the
 * first.
 */
public final class QuartusIhexReader implements MemoryReader {
  private static final int SEGMENT_WORDS = 1 << 16;

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    RecordReader records = new RecordReader(text);
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      if (address % SEGMENT_WORDS == 0 && address > 0) {
        records.upperAddress(2, address >> 4);
      }
      records.begin(shape.bytesPerWord(), address % SEGMENT_WORDS, 0);
      Arrays.fill(word, (short) 0);
      for (int i = shape.bytesPerWord() - 1; i >= 0; i--) {
        word[i / 2] |= (short) (records.data() << (8 * (i % 2)));
      }
      text.requireFits(word, shape, address);
      sink.word(address, word);
      records.end();
    }
    records.endOfFile(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    int wordBytes = shape.bytesPerWord();
    return RecordReader.fileBytes(
        (long) shape.depth() * wordBytes, wordBytes, shape.depth() / SEGMENT_WORDS);
  }
}
