package org.microgptrom.verify.microchip;

import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;
import org.microgptrom.verify.memory.WordSink;

/** {@code address:word} per line, hexadecimal, or a line of bits per word. */
public final class MicrochipReader implements MemoryReader {
  private final boolean binary;

  /**
   * A reader.
   *
   * @param binary whether words are bits without an address
   */
  public MicrochipReader(boolean binary) {
    this.binary = binary;
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      if (binary) {
        text.binaryWord(word, address + 1, shape.depth());
      } else {
        text.expect("address", Integer.toHexString(address) + ":");
        text.hexWord(word, address + 1, shape.depth());
      }
      sink.word(address, word);
      text.expect("\n");
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long address = Integer.toHexString(shape.depth()).length() + 1L;
    return shape.depth() * (binary ? shape.width() + 1L : address + shape.width() / 4 + 1);
  }

  @Override
  public MemoryShape shape(CanonicalText text, Known known) {
    if (binary) {
      long digits = text.skipTo("\n");
      return MemoryReader.shape(text, known.name(), digits, known.bytes() / (digits + 1));
    }
    text.expect("address", "0:");
    long digits = text.skipTo("\n");
    long depth = 0;
    while (!text.atEnd()) {
      depth++;
      text.expect("\n");
      text.skipTo("\n");
    }
    return MemoryReader.shape(text, known.name(), 4 * digits, depth);
  }
}
