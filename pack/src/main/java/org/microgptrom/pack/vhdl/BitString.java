package org.microgptrom.pack.vhdl;

import java.io.IOException;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;

/**
 * Words as literals of VHDL-93: a hexadecimal one stands for four bits a digit (IEEE 1076-1993
 * clause 13.7), so that only a binary one has any number of them.
 */
final class BitString {
  private BitString() {}

  static MemoryText append(MemoryText text, RomImage image, int address) throws IOException {
    return image.width() % 4 == 0
        ? text.text("x\"").word(image, address).text("\"")
        : text.text("\"").bits(image, address).text("\"");
  }
}
