package org.microgptrom.bundle.vhdl;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.rom.MemoryShape;

/**
 * The literal of a word in VHDL-93: {@code x"fc3a"}, or binary where its bits are no multiple of
 * four.
 */
final class BitString {
  private BitString() {}

  static void word(CanonicalText text, short[] word, MemoryShape shape, int address) {
    boolean hexadecimal = shape.width() % 4 == 0;
    text.expect(hexadecimal ? "x\"" : "\"");
    if (hexadecimal) {
      text.hexWord(word, shape, address);
    } else {
      text.binaryWord(word, shape, address);
    }
    text.expect("\"");
  }

  /** The most characters that the literal takes. */
  static long length(MemoryShape shape) {
    return 3L + (shape.width() % 4 == 0 ? shape.hexDigits() : shape.width());
  }
}
