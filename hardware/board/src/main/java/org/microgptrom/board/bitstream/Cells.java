package org.microgptrom.board.bitstream;

/** The cells of a family of FPGAs, as far as ROMs are made of them. */
interface Cells {
  /** The stored bits of a block RAM. */
  int blockBits();

  /** Whether a cell of a netlist is a block RAM. */
  boolean isBlock(String type);

  /**
   * The symbol of an output.
   *
   * @param cycle clock edges since the ROM's address was given; registers have their values of
   *     cycle 0 from before, which nobody knows
   * @return {@link Symbol#UNKNOWN} of cells that no ROM is made of, too
   */
  int value(Netlist.Pin output, int cycle, Tracer tracer);
}
