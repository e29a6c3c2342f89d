package org.microgptrom.rtl.plan;

/**
 * Memories of one size in the circuit.
 *
 * @param name what they hold
 * @param kind whether they are written
 * @param place where the sources ask for them
 * @param width bits in a word
 * @param depth words
 * @param copies how many there are
 */
public record Memory(String name, Kind kind, Place place, int width, int depth, int copies) {
  /** Whether a memory's words are given or written. */
  public enum Kind {
    /** Weights: never written. */
    WEIGHTS,
    /** Constant tables: never written. */
    TABLE,
    /** Keys and values. */
    CACHE,
    /** Whatever else a step writes. */
    SCRATCH;

    /** Whether it is a ROM. */
    boolean isRom() {
      return this == WEIGHTS || this == TABLE;
    }
  }

  /** Where the sources ask for a memory. */
  public enum Place {
    /** In blocks. */
    BLOCK,
    /** Wherever it costs least. */
    ANY,
    /** In LUTs. */
    LOGIC
  }

  /** Checks that the sizes are positive. */
  public Memory {
    if (width < 1 || depth < 1 || copies < 1) {
      throw new IllegalArgumentException(
          name
              + ": width, depth and copies must be positive, not "
              + width
              + ", "
              + depth
              + ", "
              + copies);
    }
  }

  /** Bits of all copies. */
  public long bits() {
    return (long) width * depth * copies;
  }
}
