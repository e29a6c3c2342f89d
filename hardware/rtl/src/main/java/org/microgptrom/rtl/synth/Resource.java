package org.microgptrom.rtl.synth;

/**
 * How much of one kind of logic the design takes.
 *
 * @param name LUTs, flip-flops, ...
 * @param used by the design
 * @param available on the device
 */
public record Resource(String name, long used, long available) {
  /** The name of the block RAMs. */
  public static final String BLOCK_RAMS = "block RAMs";

  /** How many are missing, 0 if the device has enough. */
  public long missing() {
    return Math.max(0, used - available);
  }
}
