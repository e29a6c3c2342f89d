package org.microgptrom.verify.report;

import java.util.List;

/**
 * The ROMs of the circuit in a bitstream, as they were read back.
 *
 * @param file the name of the bitstream's file, without its folder
 * @param device that the bitstream is for, as its tools name it
 * @param roms in the order of images
 */
public record BitstreamSummary(String file, String device, List<Rom> roms) {
  /** Copies the list. */
  public BitstreamSummary {
    roms = List.copyOf(roms);
  }

  /**
   * A ROM.
   *
   * @param image that it should hold
   * @param memory its path of instances in the circuit
   * @param words number of words
   * @param blocks number of block RAMs that hold it
   * @param bits number of bits that were read from block RAMs of the bitstream
   * @param logicBits number of bits that are logic, as those that are the same in every word; they
   *     were read from the netlist
   * @param mismatches number of bits of both kinds that differ from the image, or were not found
   */
  public record Rom(
      String image,
      String memory,
      int words,
      int blocks,
      long bits,
      long logicBits,
      long mismatches) {}
}
