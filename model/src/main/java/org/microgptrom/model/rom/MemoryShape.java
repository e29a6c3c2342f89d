package org.microgptrom.model.rom;

/**
 * The name and size of one memory.
 *
 * @param name base name of the memory's files; a legal identifier of VHDL, Verilog and C
 * @param width bits in a word, at least 1
 * @param depth number of words, at least 1
 */
public record MemoryShape(String name, int width, int depth) {
  /** Checks that the sizes are positive. */
  public MemoryShape {
    if (width < 1) {
      throw new IllegalArgumentException(
          "memory " + name + ": width must be at least 1, not " + width);
    }
    if (depth < 1) {
      throw new IllegalArgumentException(
          "memory " + name + ": depth must be at least 1, not " + depth);
    }
  }

  /** The number of 16-bit values that hold a word, of which the highest may be used in part. */
  public int lanes() {
    return (width + RomImage.LANE_BITS - 1) / RomImage.LANE_BITS;
  }

  /** The number of hexadecimal digits that hold a word. */
  public int hexDigits() {
    return (width + 3) / 4;
  }

  /** The number of bytes that hold a word. */
  public int bytesPerWord() {
    return (width + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** The number of bits of a word in this lane: 16, or fewer in the highest one. */
  public int laneBits(int lane) {
    return Math.min(RomImage.LANE_BITS, width - RomImage.LANE_BITS * lane);
  }

  /** The number of 16-bit values in the memory. */
  public long values() {
    return (long) depth * lanes();
  }
}
