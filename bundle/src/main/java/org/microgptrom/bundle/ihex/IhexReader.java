package org.microgptrom.bundle.ihex;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads Intel HEX with addresses that count bytes: records of 16 data bytes, least significant byte
 * of a word first, and an extended linear address record before each 64 KiB but the first.
 */
public final class IhexReader implements MemoryReader {
  private static final int RECORD_BYTES = 16;
  private static final int BLOCK_BYTES = 1 << 16;

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    RecordReader records = new RecordReader(text);
    short[] word = new short[shape.lanes()];
    int wordBytes = shape.bytesPerWord();
    long bytes = (long) shape.depth() * wordBytes;
    for (long at = 0; at < bytes; at++) {
      if (at % BLOCK_BYTES == 0 && at > 0) {
        records.upperAddress(4, (int) (at / BLOCK_BYTES));
      }
      if (at % RECORD_BYTES == 0) {
        records.begin((int) Math.min(RECORD_BYTES, bytes - at), (int) (at % BLOCK_BYTES), 0);
      }
      int inWord = (int) (at % wordBytes);
      int value = records.data() << (8 * (inWord % 2));
      word[inWord / 2] = (short) (inWord % 2 == 0 ? value : word[inWord / 2] | value);
      if (inWord == wordBytes - 1) {
        text.requireFits(word, shape, (int) (at / wordBytes));
        sink.word((int) (at / wordBytes), word);
      }
      if (at % RECORD_BYTES == RECORD_BYTES - 1 || at == bytes - 1) {
        records.end();
      }
    }
    records.endOfFile(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long bytes = (long) shape.depth() * shape.bytesPerWord();
    return RecordReader.fileBytes(bytes, RECORD_BYTES, bytes / BLOCK_BYTES);
  }
}
