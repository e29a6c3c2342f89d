package org.microgptrom.bundle.foreign;

import java.util.BitSet;
import java.util.Locale;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;

/** Fills a memory of a known shape in a second reading. */
final class Filler implements MemorySink {
  private final SourceText text;
  private final MemoryShape shape;
  private final int wordBytes;
  private final short[] content; // (depth, lanes)
  private final short[] lanes;
  private final BitSet given = new BitSet(); // by byte: (depth, wordBytes)

  Filler(SourceText text, MemoryShape shape) {
    this.text = text;
    this.shape = shape;
    wordBytes = shape.bytesPerWord();
    content = new short[(int) shape.values()];
    lanes = new short[shape.lanes()];
  }

  @Override
  public void width(long bits) {}

  @Override
  public void room(long bits) {}

  @Override
  public void depth(long words) {}

  @Override
  public void word(long address, Numeral word) {
    requireInside(address);
    if (word.significantBits() > shape.width()) {
      throw tooWide(address);
    }
    word.lanes(lanes);
    int top = lanes.length - 1;
    lanes[top] &= (short) ((1 << shape.laneBits(top)) - 1); // of a negative number
    int at = (int) address * lanes.length;
    boolean again = given.get((int) address * wordBytes);
    for (int lane = 0; lane < lanes.length; lane++) {
      if (again && content[at + lane] != lanes[lane]) {
        throw overlap(address);
      }
      content[at + lane] = lanes[lane];
    }
    given.set((int) address * wordBytes, (int) (address + 1) * wordBytes);
  }

  @Override
  public void octet(long address, int value) {
    long word = address / wordBytes;
    requireInside(word);
    int inWord = (int) (address % wordBytes);
    if (inWord == wordBytes - 1 && value >> ((shape.width() - 1) % 8 + 1) != 0) {
      throw tooWide(word);
    }
    int at = (int) word * shape.lanes() + inWord / 2;
    int shift = 8 * (inWord % 2);
    if (given.get((int) address) && (content[at] >> shift & 0xFF) != value) {
      throw overlap(word);
    }
    given.set((int) address);
    content[at] = (short) ((content[at] & ~(0xFF << shift)) | value << shift);
  }

  private void requireInside(long address) {
    if (address >= shape.depth()) {
      throw text.fault(
          "a word at address "
              + hex(address)
              + ", beyond the "
              + shape.depth()
              + " words that the file says it has",
          "");
    }
  }

  private InputException tooWide(long address) {
    return text.fault(
        "the word at address " + hex(address) + " has more than " + shape.width() + " bits",
        "--width says how many a word has, where a file does not");
  }

  private InputException overlap(long address) {
    return text.fault(
        "the word at address " + hex(address) + " has been given before, with another value", "");
  }

  private static String hex(long address) {
    return String.format(Locale.ROOT, "0x%x", address);
  }

  RomImage image() {
    return RomImage.of(shape, content);
  }

  /** The number of words that the file leaves out wholly or in part; what is left out is 0. */
  int leftOut() {
    int count = 0;
    int end = shape.depth() * wordBytes;
    for (int at = given.nextClearBit(0); at < end; at = given.nextClearBit(at)) {
      count++;
      at = (at / wordBytes + 1) * wordBytes;
    }
    return count;
  }
}
