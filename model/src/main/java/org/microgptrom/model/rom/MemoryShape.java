package org.microgptrom.model.rom;

/**
 * The name and size of one memory.
 *
 * @param name base name of its files; a legal identifier of VHDL, Verilog and C
 * @param width bits in a word, a multiple of 16
 * @param depth words, at least 1
 */
public record MemoryShape(String name, int width, int depth) {
  /** Checks that the sizes are positive and the width fits 16-bit lanes. */
  public MemoryShape {
    if (width < 1 || width % RomImage.LANE_BITS != 0) {
      throw new IllegalArgumentException(
          "memory " + name + ": width must be a multiple of 16 from 16 on, not " + width);
    }
    if (depth < 1) {
      throw new IllegalArgumentException(
          "memory " + name + ": depth must be at least 1, not " + depth);
    }
  }

  /** 16-bit values in a word. */
  public int lanes() {
    return width / RomImage.LANE_BITS;
  }

  /** 16-bit values in the memory. */
  public long values() {
    return (long) depth * lanes();
  }
}
