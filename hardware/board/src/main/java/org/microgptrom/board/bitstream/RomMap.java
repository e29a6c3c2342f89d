package org.microgptrom.board.bitstream;

import java.util.HashMap;
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
    for (int address = 0; address < rom.image().depth(); address++) {
      Map<Integer, Integer> inputs = new HashMap<>();
      boolean possible = put(inputs, netlist.wire(rom.select())[0], rom.selected());
      int[] wires = netlist.wire(rom.address());
      for (int bit = 0; bit < wires.length; bit++) {
        possible &= put(inputs, wires[bit], (address >> bit) & 1);
      }
      tracer.begin(inputs);
      int[] data = netlist.wire(rom.data());
      for (int bit = 0; bit < width; bit++) {
        symbols[address * width + bit] = possible ? tracer.value(data[bit], 1) : Symbol.UNKNOWN;
      }
    }
    return new RomMap(rom, tracer, places, symbols);
  }

  /** Gives a wire its value; false if it has another one, being constant or twice in the list. */
  private static boolean put(Map<Integer, Integer> inputs, int wire, int value) {
    Integer other = wire == 0 || wire == 1 ? Integer.valueOf(wire) : inputs.put(wire, value);
    return other == null || other == value;
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
