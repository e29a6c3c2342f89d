package org.microgptrom.bundle.foreign;

import java.util.OptionalInt;
import org.microgptrom.model.rom.MemoryShape;

/** Finds the shape of a memory in a first reading of its file. */
final class Survey implements MemorySink {
  /** The 16-bit values of a memory at most, which are 128 MiB. */
  private static final int LARGEST_MEMORY = 1 << 26;

  private static final int DEFAULT_WIDTH = 16;

  private final SourceText text;
  private final OptionalInt wanted;
  private long width; // 0 until told
  private long room;
  private long depth; // 0 until told
  private long lastWord = -1;
  private long lastOctet = -1;
  private int largestDigit = -1;
  private int significantBits;

  /**
   * A survey of a text.
   *
   * @param wanted the bits of a word, if the user gave them
   */
  Survey(SourceText text, OptionalInt wanted) {
    this.text = text;
    this.wanted = wanted;
  }

  @Override
  public void width(long bits) {
    requireWidth(bits);
    if (width != 0 && width != bits) {
      throw text.fault("words of " + bits + " bits, after others of " + width, "");
    }
    if (wanted.isPresent() && wanted.getAsInt() != bits) {
      throw text.fault(
          "says that its words have " + bits + " bits, --width " + wanted.getAsInt(),
          "leave --width out");
    }
    width = bits;
  }

  @Override
  public void room(long bits) {
    requireWidth(bits);
    room = Math.max(room, bits);
  }

  private void requireWidth(long bits) {
    if (bits < 1 || bits > ForeignMemory.LARGEST_WIDTH) {
      throw text.fault(
          "words of "
              + bits
              + " bits before this, 1 to "
              + ForeignMemory.LARGEST_WIDTH
              + " expected",
          "");
    }
  }

  @Override
  public void depth(long words) {
    if (words < 1) {
      throw text.fault("a memory of " + words + " words, at least 1 expected", "");
    }
    depth = words;
  }

  @Override
  public void word(long address, Numeral word) {
    lastWord = Math.max(lastWord, address);
    if (word.digitBits() > 0) {
      room(word.digitBits());
    }
    largestDigit = Math.max(largestDigit, word.largestDigit());
    significantBits = Math.max(significantBits, word.significantBits());
  }

  @Override
  public void octet(long address, int value) {
    lastOctet = Math.max(lastOctet, address);
  }

  /** The largest digit of all words; -1 if there is none. */
  int largestDigit() {
    return largestDigit;
  }

  /** The shape of the memory: as the file states it or, where it does not, as its words show. */
  MemoryShape shape(String name) {
    if (lastWord < 0 && lastOctet < 0) {
      throw text.fault("holds no word", "");
    }
    int bits = wanted.orElseGet(this::ownWidth);
    int wordBytes = (bits + 7) / 8;
    long words = depth > 0 ? depth : Math.max(lastWord + 1, lastOctet / wordBytes + 1);
    int lanes = (bits + 15) / 16;
    if (words > LARGEST_MEMORY / lanes) {
      throw text.fault(
          "words of "
              + bits
              + " bits up to address "
              + (words - 1)
              + ", a memory of at most "
              + LARGEST_MEMORY / lanes
              + " words expected",
          depth > 0 ? "" : "addresses must begin near 0: what is left out before them is filled");
    }
    return new MemoryShape(name, bits, (int) words);
  }

  private int ownWidth() {
    if (width > 0) {
      return (int) width;
    }
    return room > 0 ? (int) room : Math.max(1, (significantBits + 15) / 16) * DEFAULT_WIDTH;
  }
}
