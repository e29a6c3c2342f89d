package org.microgptrom.bundle.raw;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** Reads words one after the other, of width / 8 bytes each. */
public final class RawReader implements MemoryReader {
  private final boolean bigEndian;

  /**
   * A reader of one byte order.
   *
   * @param format one of {@link MemoryFormat#RAW_LE} and {@link MemoryFormat#RAW_BE}
   */
  public RawReader(MemoryFormat format) {
    this.bigEndian = format == MemoryFormat.RAW_BE;
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      text.byteWord(word, bigEndian, shape, address);
      sink.word(address, word);
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    return (long) shape.depth() * shape.bytesPerWord();
  }
}
