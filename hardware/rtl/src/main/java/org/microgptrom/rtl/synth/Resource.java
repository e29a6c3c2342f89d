package org.microgptrom.rtl.synth;

/**
 * The use of one kind of logic by the design.
 *
 * @param name LUTs, flip-flops, ...
 * @param used by the design
 * @param available on the device
 */
public record Resource(String name, long used, long available) {
  /** The name of the block RAMs. */
  public static final String BLOCK_RAMS = "block RAMs";

  /** The number that the device lacks, 0 if it has enough. */
  public long missing() {
    return Math.max(0, used - available);
  }
}
