package org.microgptrom.verify.readmemh;

import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;

/** One word per line in hexadecimal, nothing else: the form of AMD's UG901. */
public final class ReadmemhReader implements MemoryReader {
  @Override
  public RomImage read(CanonicalText text, MemoryMap.Image image) {
    int lanes = image.width() / RomImage.LANE_BITS;
    short[] content = new short[image.depth() * lanes];
    for (int address = 0; address < image.depth(); address++) {
      text.word(content, address, lanes);
      text.expect("\n");
    }
    text.expectEnd(image.depth() + " words");
    return new RomImage(image.name(), lanes, content);
  }

  @Override
  public long line(int address) {
    return 1L + address;
  }

  @Override
  public long bytes(MemoryMap.Image image) {
    return (long) image.depth() * (image.width() / 4L + "\n".length());
  }
}
