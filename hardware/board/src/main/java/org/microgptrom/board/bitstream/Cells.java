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
   * @return {@link Symbol#UNKNOWN} of cells that no ROM is made of, too
   */
  int value(Netlist.Pin output, Tracer.Cycle cycle, Tracer tracer);
}
