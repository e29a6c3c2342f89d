package org.microgptrom.bundle.readmemb;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads one word per line in binary digits and nothing else: {@code $readmemb} in the form of AMD's
 * UG901.
 */
public final class ReadmembReader implements MemoryReader {
  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      text.binaryWord(word, shape, address);
      sink.word(address, word);
      text.expect("\n");
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    return shape.depth() * (shape.width() + 1L);
  }
}
