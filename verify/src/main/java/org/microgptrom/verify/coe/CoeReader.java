package org.microgptrom.verify.coe;

import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;

/** Two keywords, the vector last (AMD's UG896), then one word per line up to the semicolon. */
public final class CoeReader implements MemoryReader {
  private static final String RADIX = "memory_initialization_radix=16;\n";
  private static final String VECTOR = "memory_initialization_vector=\n";

  @Override
  public RomImage read(CanonicalText text, MemoryMap.Image image) {
    int lanes = image.width() / RomImage.LANE_BITS;
    short[] content = new short[image.depth() * lanes];
    text.expect(RADIX);
    text.expect(VECTOR);
    int last = image.depth() - 1;
    for (int address = 0; address <= last; address++) {
      text.word(content, address, lanes);
      text.expect(address < last ? ",\n" : ";\n");
    }
    text.expectEnd(image.depth() + " words");
    return new RomImage(image.name(), lanes, content);
  }

  @Override
  public long line(int address) {
    return 3L + address;
  }

  @Override
  public long bytes(MemoryMap.Image image) {
    return RADIX.length()
        + VECTOR.length()
        + (long) image.depth() * (image.width() / 4L + ",\n".length());
  }
}
