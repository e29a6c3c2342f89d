package org.microgptrom.rtl;

import org.microgptrom.model.fixed.FixedMath;

/**
 * The shifts that one of the circuit's shifters can do: a power of two of them, at least two, so
 * that each number of {@link #bits} is one. Models of one shape, with the usual formats, have the
 * same ranges, and then the same circuit.
 *
 * @param least the smallest, negative to the left
 * @param largest the largest
 */
record ShiftRange(int least, int largest) {
  /** The range that holds these shifts, extended downwards. */
  static ShiftRange holding(int least, int largest) {
    int bits = Math.max(1, FixedMath.ceilLog2(largest - least + 1));
    return new ShiftRange(largest - (1 << bits) + 1, largest);
  }

  /** The bits of a shift less the smallest. */
  int bits() {
    return FixedMath.ceilLog2(largest - least + 1);
  }
}
