package org.microgptrom.pack.vhdl;

import java.io.IOException;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;

/**
 * Writes words as literals of VHDL-93. A hexadecimal literal has four bits for each digit (IEEE
 * 1076-1993 clause 13.7), so that only a binary literal can have any number of bits.
 */
final class BitString {
  private BitString() {}

  static MemoryText append(MemoryText text, RomImage image, int address) throws IOException {
    return image.width() % 4 == 0
        ? text.text("x\"").word(image, address).text("\"")
        : text.text("\"").bits(image, address).text("\"");
  }
}
