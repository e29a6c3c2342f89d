package org.microgptrom.simulate.tool;

import java.util.List;

/**
 * An external memory from which a simulation takes the weights instead of the ROM on the chip: the
 * words are the same and only come later.
 *
 * @param bits number of bits that the memory delivers per clock cycle; 0 for the ROM
 * @param latency number of clock cycles before the first bits of a matrix
 */
public record WeightBus(int bits, int latency) {
  /** The ROM on the chip. */
  public static final WeightBus NONE = new WeightBus(0, 0);

  private static final int MAX_BITS = 1 << 16;
  private static final int MAX_LATENCY = 100_000;

  /** Checks the ranges. */
  public WeightBus {
    if (bits < 0 || bits > MAX_BITS) {
      throw new IllegalArgumentException("bus bits must be in 0.." + MAX_BITS + ", not " + bits);
    }
    if (latency < 0 || latency > MAX_LATENCY) {
      throw new IllegalArgumentException(
          "bus latency must be in 0.." + MAX_LATENCY + ", not " + latency);
    }
    if (bits == 0 && latency > 0) {
      throw new IllegalArgumentException("a bus latency needs bus bits");
    }
  }

  /** The suffix of a simulator's name with this memory; empty for the ROM. */
  public String suffix() {
    return bits == 0 ? "" : ", bus of " + bits + " bits, latency " + latency;
  }

  /** The symbols that tell the bench's preprocessor of this memory. */
  List<String> symbols() {
    return bits == 0
        ? List.of()
        : List.of("MICROGPT_BUS_BITS=" + bits, "MICROGPT_BUS_LATENCY=" + latency);
  }
}
