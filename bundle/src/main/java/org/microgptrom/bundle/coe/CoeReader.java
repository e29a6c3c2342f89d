package org.microgptrom.bundle.coe;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads a coefficient file: two keywords, the vector last (AMD's UG896), then one word per line up
 * to the semicolon.
 */
public final class CoeReader implements MemoryReader {
  private static final String RADIX = "memory_initialization_radix=16;\n";
  private static final String VECTOR = "memory_initialization_vector=\n";

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    text.expect(RADIX);
    text.expect(VECTOR);
    int last = shape.depth() - 1;
    for (int address = 0; address <= last; address++) {
      text.hexWord(word, shape, address);
      sink.word(address, word);
      text.expect(address < last ? ",\n" : ";\n");
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    return headerBytes() + shape.depth() * lineBytes(shape.hexDigits());
  }

  private static long headerBytes() {
    return (long) RADIX.length() + VECTOR.length();
  }

  private static long lineBytes(long digits) {
    return digits + ",\n".length();
  }
}
