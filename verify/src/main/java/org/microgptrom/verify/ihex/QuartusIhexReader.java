package org.microgptrom.verify.ihex;

import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;
import org.microgptrom.verify.memory.WordSink;

/**
 * Intel HEX as Quartus reads it: addresses count words, a word per record, its most significant
 * byte first, and an extended segment address record before each 65,536 words but the first.
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
      records.begin(2 * word.length, address % SEGMENT_WORDS, 0);
      for (int lane = word.length - 1; lane >= 0; lane--) {
        int high = records.data();
        word[lane] = (short) (high << 8 | records.data());
      }
      sink.word(address, word);
      records.end();
    }
    records.endOfFile(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    return RecordReader.fileBytes(
        shape.values() * 2, shape.width() / 8, shape.depth() / SEGMENT_WORDS);
  }

  /** The first record tells how many bytes a word has. */
  @Override
  public MemoryShape shape(CanonicalText text, Known known) {
    RecordReader.Data data = RecordReader.data(text);
    long depth = data.all() / Math.max(1, data.first());
    return MemoryReader.shape(text, known.name(), 8L * data.first(), depth);
  }
}
