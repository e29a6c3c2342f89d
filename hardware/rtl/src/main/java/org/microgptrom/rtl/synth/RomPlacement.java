package org.microgptrom.rtl.synth;

/**
 * Where a ROM of the circuit went.
 *
 * @param image the bundle's image that it holds; empty for a ROM of the circuit's own
 * @param memory its name in the circuit with the path of instances; empty if the circuit has no ROM
 *     with the image's content
 * @param bits those that are not the same in every word, and so must be stored
 * @param blocksNeeded block RAMs that hold so many bits at least
 * @param blocks block RAMs that hold it; 0 if it became LUTs
 * @param misplaced whether it belongs into block RAM and is not there
 */
public record RomPlacement(
    String image, String memory, long bits, long blocksNeeded, long blocks, boolean misplaced) {

  /** Where it went, in words. */
  public String place() {
    if (memory.isEmpty()) {
      return "nowhere: the circuit reads other words";
    }
    if (!misplaced) {
      return blocks > 0 ? "block RAM" : "LUTs";
    }
    return blocks > 0 ? "block RAM, but not all of it" : "LUTs, where it does not belong";
  }
}
