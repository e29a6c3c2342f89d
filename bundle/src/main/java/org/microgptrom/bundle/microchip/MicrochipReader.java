package org.microgptrom.bundle.microchip;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** Reads lines {@code address:word} in hexadecimal, or lines with the bits of a word each. */
public final class MicrochipReader implements MemoryReader {
  private final boolean binary;

  /**
   * A reader of one format.
   *
   * @param format one of {@link MemoryFormat#MICROCHIP_HEX} and {@link MemoryFormat#MICROCHIP_BIN}
   */
  public MicrochipReader(MemoryFormat format) {
    this.binary = format == MemoryFormat.MICROCHIP_BIN;
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      if (binary) {
        text.binaryWord(word, shape, address);
      } else {
        text.expect("address", Integer.toHexString(address) + ":");
        text.hexWord(word, shape, address);
      }
      sink.word(address, word);
      text.expect("\n");
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long address = Integer.toHexString(shape.depth()).length() + 1L;
    return shape.depth() * (binary ? shape.width() + 1L : address + shape.hexDigits() + 1);
  }
}
