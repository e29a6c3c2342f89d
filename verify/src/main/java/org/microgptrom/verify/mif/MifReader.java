package org.microgptrom.verify.mif;

import java.util.List;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.memory.CanonicalText;
import org.microgptrom.verify.memory.MemoryReader;

/** A header, then every address in ascending order with its word, one per line. */
public final class MifReader implements MemoryReader {
  private static final String BETWEEN = " : ";
  private static final String AFTER = ";\n";
  private static final String LAST = "END;\n";

  @Override
  public RomImage read(CanonicalText text, MemoryMap.Image image) {
    int lanes = image.width() / RomImage.LANE_BITS;
    short[] content = new short[image.depth() * lanes];
    header(image).forEach(text::expect);
    for (int address = 0; address < image.depth(); address++) {
      text.expect(Integer.toHexString(address) + BETWEEN);
      text.word(content, address, lanes);
      text.expect(AFTER);
    }
    text.expect(LAST);
    text.expectEnd("\"END;\"");
    return new RomImage(image.name(), lanes, content);
  }

  @Override
  public long line(int address) {
    return 6L + address;
  }

  @Override
  public long bytes(MemoryMap.Image image) {
    long depth = image.depth();
    long addressDigits = depth;
    for (long shortest = 16; shortest < depth; shortest *= 16) {
      addressDigits += depth - shortest; // as many addresses have one digit more
    }
    long perWord = BETWEEN.length() + image.width() / 4L + AFTER.length();
    return header(image).stream().mapToInt(String::length).sum()
        + addressDigits
        + depth * perWord
        + LAST.length();
  }

  private static List<String> header(MemoryMap.Image image) {
    return List.of(
        "DEPTH = " + image.depth() + ";\n",
        "WIDTH = " + image.width() + ";\n",
        "ADDRESS_RADIX = HEX;\n",
        "DATA_RADIX = HEX;\n",
        "CONTENT BEGIN\n");
  }
}
