package org.microgptrom.rtl.synth;

/**
 * The place of a ROM of the circuit.
 *
 * @param image the bundle's image that it holds; empty for a ROM of the circuit's own
 * @param memory the ROM's name in the circuit with the path of instances; empty if the circuit has
 *     no ROM with the image's content
 * @param bits number of bits that are not the same in every word, and so must be stored
 * @param blocksNeeded least number of block RAMs that hold so many bits
 * @param blocks number of block RAMs that hold the ROM; 0 if it became LUTs
 * @param misplaced whether the ROM belongs into block RAM and is not there
 */
public record RomPlacement(
    String image, String memory, long bits, long blocksNeeded, long blocks, boolean misplaced) {

  /** The place of the ROM in words. */
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
