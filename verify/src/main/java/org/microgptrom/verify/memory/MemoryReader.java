package org.microgptrom.verify.memory;

import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads one memory-initialisation format.
 *
 * <p>A reader accepts the canonical form that {@code docs/formats.md} defines and nothing else:
 * other spellings that a vendor's tool may allow (comments, capitals, CRLF) are errors, as no
 * bundle has them. It holds one word, whatever the file's size.
 */
public interface MemoryReader {
  /** Bits of a word at most, sixteen times as many as the widest of ours. */
  int LARGEST_WIDTH = 1 << 16;

  /** 16-bit values of a memory at most: 128 MiB of them. */
  int LARGEST_MEMORY = 1 << 26;

  /**
   * Reads a whole file that must hold a memory of this shape. The cursor is on the line of a word,
   * or after its last byte, while the sink takes it.
   *
   * @throws org.microgptrom.model.io.InputException with file, line and column, or offset, if it is
   *     anything else; {@link CanonicalText#line} is then the line at fault
   */
  void read(CanonicalText text, MemoryShape shape, WordSink sink);

  /** The size of the largest file that holds a memory of this shape, in bytes. */
  long bytes(MemoryShape shape);

  /** Whether one line may stand for several words, so that a small file holds a large memory. */
  default boolean hasRanges() {
    return false;
  }

  /**
   * The shape of the memory that a file holds if {@link #read} accepts it with this shape: what it
   * says of itself, or what follows from its size. Reads no more of the file than needed.
   *
   * @param known what the file may not tell
   * @throws org.microgptrom.model.io.InputException if it has none
   */
  MemoryShape shape(CanonicalText text, Known known);

  /**
   * The shape of these sizes, which the text has just told.
   *
   * @throws org.microgptrom.model.io.InputException if no memory has it
   */
  static MemoryShape shape(CanonicalText text, String name, long width, long depth) {
    if (width < 1 || width > LARGEST_WIDTH || width % 16 != 0) {
      throw text.fault(
          "words of " + width + " bits, a multiple of 16 up to " + LARGEST_WIDTH + " expected", "");
    }
    if (depth < 1 || depth * (width / 16) > LARGEST_MEMORY) {
      throw text.fault(
          depth
              + " words of "
              + width
              + " bits, at least one and at most "
              + LARGEST_MEMORY
              + " times 16 bits expected",
          "");
    }
    return new MemoryShape(name, (int) width, (int) depth);
  }

  /**
   * As {@link #shape(CanonicalText, String, long, long)}, of words of the known width in so many
   * bytes, the last word perhaps cut short.
   */
  static MemoryShape shapeOfBytes(CanonicalText text, Known known, long bytes) {
    long wordBytes = known.width() / 8;
    return shape(text, known.name(), known.width(), (bytes + wordBytes - 1) / wordBytes);
  }

  /**
   * What is known of a file before it is read.
   *
   * @param name for a memory whose file has none
   * @param width bits in a word; used only where a file does not tell it
   * @param bytes the file's size
   */
  record Known(String name, int width, long bytes) {}
}
