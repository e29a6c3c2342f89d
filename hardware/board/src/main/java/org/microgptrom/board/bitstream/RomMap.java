package org.microgptrom.board.bitstream;

import java.util.Map;
import java.util.Objects;

/** Where each bit of one ROM is: in a block RAM of the netlist, or in its logic. */
final class RomMap {
  private final CircuitRoms.Rom rom;
  private final Tracer tracer;
  private final Map<String, String> places; // of block RAMs, by name
  private final int[] symbols; // (depth, width)

  private RomMap(CircuitRoms.Rom rom, Tracer tracer, Map<String, String> places, int[] symbols) {
    this.rom = rom;
    this.tracer = tracer;
    this.places = places;
    this.symbols = symbols;
  }

  /**
   * Follows a ROM through the netlist.
   *
   * @param places of the netlist's block RAMs, by name
   */
  static RomMap trace(
      CircuitRoms.Rom rom, Netlist netlist, Tracer tracer, Map<String, String> places) {
    int width = rom.image().width();
    int[] symbols = new int[Math.multiplyExact(rom.image().depth(), width)];
    int[] address = netlist.wire(rom.address());
    int[] data = netlist.wire(rom.data());
    for (int word = 0; word < rom.image().depth(); word++) {
      System.arraycopy(tracer.read(address, word, data), 0, symbols, word * width, width);
    }
    return new RomMap(rom, tracer, places, symbols);
  }

  /** The ROM. */
  CircuitRoms.Rom rom() {
    return rom;
  }

  /** The {@link Symbol} of a bit of a word. */
  int symbol(int address, int bit) {
    return symbols[address * rom.image().width() + bit];
  }

  /** The router's name of the place of the block RAM with a stored bit. */
  String place(int symbol) {
    return Objects.requireNonNull(places.get(tracer.block(symbol)));
  }

  /** The number of a stored bit within its block RAM. */
  int bit(int symbol) {
    return tracer.bit(symbol);
  }
}
