package org.microgptrom.board.bitstream;

/**
 * The cells of ECP5, as Yosys names them.
 *
 * <p>A block RAM is 2,048 words of 9 bits; stored bit 9 w + i is bit i of word w. Wider words are
 * neighbours, narrower ones halves of the lowest 8 bits and so on (Lattice's ECP5 and ECP5-5G
 * Memory Usage Guide, FPGA-TN-02204). Of 36 bits, port A gives the lower half, and port B has the
 * address.
 */
final class Ecp5Cells implements Cells {
  private static final int UNITS = 2048;
  private static final int UNIT_BITS = 9;
  private static final int ADDRESS_BITS = 14;
  private static final int PORT_BITS = 18;

  /** The output of a multiplexer by first input, second input and choice. */
  private static final int CHOICE = 0b11001010;

  @Override
  public int blockBits() {
    return UNITS * UNIT_BITS;
  }

  @Override
  public boolean isBlock(String type) {
    return type.equals("DP16KD");
  }

  @Override
  public int value(Netlist.Pin output, int cycle, Tracer tracer) {
    Netlist.Cell cell = output.cell();
    return switch (cell.type()) {
      case "LUT4" ->
          Symbol.lookUp(
              cell.number("INIT"),
              tracer.value(cell, "A", cycle),
              tracer.value(cell, "B", cycle),
              tracer.value(cell, "C", cycle),
              tracer.value(cell, "D", cycle));
      case "PFUMX" ->
          Symbol.lookUp(
              CHOICE,
              tracer.value(cell, "BLUT", cycle),
              tracer.value(cell, "ALUT", cycle),
              tracer.value(cell, "C0", cycle));
      case "L6MUX21" ->
          Symbol.lookUp(
              CHOICE,
              tracer.value(cell, "D0", cycle),
              tracer.value(cell, "D1", cycle),
              tracer.value(cell, "SD", cycle));
      case "TRELLIS_FF" -> cycle > 0 ? register(cell, cycle - 1, tracer) : Symbol.UNKNOWN;
      case "DP16KD" -> cycle > 0 ? word(cell, output.port(), cycle - 1, tracer) : Symbol.UNKNOWN;
      default -> Symbol.UNKNOWN;
    };
  }

  private static int register(Netlist.Cell cell, int cycle, Tracer tracer) {
    boolean enabled =
        cell.parameter("CEMUX").equals("1")
            || (cell.parameter("CEMUX").equals("CE")
                && tracer.value(cell, "CE", cycle) == Symbol.ONE);
    if (!enabled || !cell.parameter("CLKMUX").equals("CLK")) {
      return Symbol.UNKNOWN;
    }
    int data = tracer.value(cell, "DI", cycle);
    if (!cell.ports().containsKey("LSR")) {
      return data;
    }
    int reset = tracer.value(cell, "LSR", cycle);
    if (cell.parameter("LSRMUX").equals("INV")) {
      reset = Symbol.not(reset);
    }
    return Symbol.lookUp(cell.parameter("REGSET").equals("SET") ? 0b1110 : 0b0010, data, reset);
  }

  private static int word(Netlist.Cell cell, String port, int cycle, Tracer tracer) {
    String side = port.substring("DO".length(), "DOA".length());
    int pin = Integer.parseInt(port.substring("DOA".length()));
    int width = cell.number("DATA_WIDTH_" + side);
    String address = side;
    if (width == 2 * PORT_BITS) {
      pin += side.equals("A") ? 0 : PORT_BITS;
      address = "B";
    }
    if (pin >= width || !reads(cell, address, cycle, tracer)) {
      return Symbol.UNKNOWN;
    }
    int unused = 32 - Integer.numberOfLeadingZeros(width - 1); // low address bits, as 2^n >= width
    if (width >= UNIT_BITS) {
      unused = width / UNIT_BITS == 1 ? 3 : width / UNIT_BITS == 2 ? 4 : 5;
    }
    int index = 0;
    for (int bit = unused; bit < ADDRESS_BITS; bit++) {
      int value = tracer.value(cell, "AD" + address + bit, cycle);
      if (!Symbol.isKnown(value)) {
        return Symbol.UNKNOWN;
      }
      index |= value << (bit - unused);
    }
    return tracer.stored(cell, bit(width, index, pin));
  }

  private static int bit(int width, int index, int pin) {
    if (width >= UNIT_BITS) {
      return index * width + pin;
    }
    int inData = index * width + pin; // of all bits but the ninth ones
    return inData / (UNIT_BITS - 1) * UNIT_BITS + inData % (UNIT_BITS - 1);
  }

  /** Whether the block reads at this side, without a second register, and nothing writes. */
  private static boolean reads(Netlist.Cell cell, String side, int cycle, Tracer tracer) {
    String other = side.equals("A") ? "B" : "A";
    boolean chosen = cell.parameter("CSDECODE_" + side).equals("0b000");
    for (int bit = 0; bit < 3; bit++) {
      chosen &= is(Symbol.ZERO, cell, "CS" + side + bit, cycle, tracer);
    }
    return chosen
        && cell.parameter("REGMODE_" + side).equals("NOREG")
        && is(Symbol.ONE, cell, "CE" + side, cycle, tracer)
        && is(Symbol.ZERO, cell, "WE" + side, cycle, tracer)
        && is(Symbol.ZERO, cell, "RST" + side, cycle, tracer)
        && (is(Symbol.ZERO, cell, "CE" + other, cycle, tracer)
            || is(Symbol.ZERO, cell, "WE" + other, cycle, tracer));
  }

  private static boolean is(int symbol, Netlist.Cell cell, String port, int cycle, Tracer tracer) {
    return tracer.value(cell, port, cycle) == symbol;
  }
}
