package org.microgptrom.board.bitstream;

/**
 * The cells of iCE40, as Yosys names them.
 *
 * <p>A block RAM is 256 words of 16 bits; stored bit 16 w + i is bit i of word w. It is read as 256
 * words of 16 bits, 512 of 8, 1,024 of 4 or 2,048 of 2, of which the address bits above the lowest
 * 8 choose neighbouring bits (Lattice's Memory Usage Guide for iCE40 Devices, TN1250).
 */
final class Ice40Cells implements Cells {
  private static final int WORD_BITS = 16;
  private static final int ROW_BITS = 8;

  @Override
  public int blockBits() {
    return WORD_BITS << ROW_BITS;
  }

  @Override
  public boolean isBlock(String type) {
    return type.startsWith("SB_RAM40_4K");
  }

  @Override
  public int value(Netlist.Pin output, int cycle, Tracer tracer) {
    Netlist.Cell cell = output.cell();
    if (cell.type().equals("SB_LUT4")) {
      return Symbol.lookUp(
          cell.number("LUT_INIT"),
          tracer.value(cell, "I0", cycle),
          tracer.value(cell, "I1", cycle),
          tracer.value(cell, "I2", cycle),
          tracer.value(cell, "I3", cycle));
    }
    if (cycle == 0) {
      return Symbol.UNKNOWN;
    }
    if (cell.type().equals("SB_RAM40_4K")) {
      return word(cell, output.bit(), cycle - 1, tracer);
    }
    return cell.type().startsWith("SB_DFF") && !cell.type().startsWith("SB_DFFN")
        ? register(cell, cycle - 1, tracer)
        : Symbol.UNKNOWN;
  }

  private static int register(Netlist.Cell cell, int cycle, Tracer tracer) {
    String kind = cell.type().substring("SB_DFF".length());
    if (kind.startsWith("E") && tracer.value(cell, "E", cycle) != Symbol.ONE) {
      return Symbol.UNKNOWN;
    }
    int data = tracer.value(cell, "D", cycle);
    if (kind.endsWith("S")) {
      return Symbol.lookUp(0b1110, data, tracer.value(cell, "S", cycle));
    }
    return kind.endsWith("R") ? Symbol.lookUp(0b0010, data, tracer.value(cell, "R", cycle)) : data;
  }

  private static int word(Netlist.Cell cell, int pin, int cycle, Tracer tracer) {
    int mode = cell.number("READ_MODE");
    int row = 0;
    for (int bit = 0; bit < ROW_BITS + mode; bit++) {
      int value = tracer.value(cell.wire("RADDR", bit), cycle);
      if (!Symbol.isKnown(value)) {
        return Symbol.UNKNOWN;
      }
      row |= value << bit;
    }
    boolean enabled =
        tracer.value(cell, "RE", cycle) == Symbol.ONE
            && tracer.value(cell, "RCLKE", cycle) == Symbol.ONE
            && tracer.value(cell, "WCLKE", cycle) == Symbol.ZERO;
    int group = 1 << mode; // bits of a word that the upper address bits choose among
    int firstPin = Math.max(0, group / 2 - 1);
    if (!enabled || pin % group != firstPin) {
      return Symbol.UNKNOWN;
    }
    int bit = pin / group * group + (row >> ROW_BITS);
    return tracer.stored(cell, (row & (1 << ROW_BITS) - 1) * WORD_BITS + bit);
  }
}
