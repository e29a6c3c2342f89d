package org.microgptrom.rtl.plan;

/**
 * Memories of one size in the circuit.
 *
 * @param name what the memories hold
 * @param kind whether the memories are written
 * @param place where the sources ask for the memories
 * @param width bits in a word
 * @param depth number of words
 * @param copies number of equal memories
 */
public record Memory(String name, Kind kind, Place place, int width, int depth, int copies) {
  /** Whether a memory's words are given or written. */
  public enum Kind {
    /** The weights, which are never written. */
    WEIGHTS,
    /** Constant tables, which are never written. */
    TABLE,
    /** Keys and values, which each step writes. */
    CACHE,
    /** Everything else that a step writes. */
    SCRATCH;

    /** Whether it is a ROM. */
    boolean isRom() {
      return this == WEIGHTS || this == TABLE;
    }
  }

  /** The place that the sources ask for. */
  public enum Place {
    /** The memory is in blocks. */
    BLOCK,
    /** The memory is wherever it costs least. */
    ANY,
    /** The memory is in LUTs. */
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

  /** The bits of all copies. */
  public long bits() {
    return (long) width * depth * copies;
  }
}
