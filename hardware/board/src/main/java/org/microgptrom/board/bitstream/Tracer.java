package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows values through a netlist: which stored bits of block RAMs wires have some clock edges
 * after others had known values. How Yosys has split a ROM into blocks, which pins it has exchanged
 * and what is logic follows from the wiring alone.
 */
final class Tracer {
  /** The clock edges that values are followed over. */
  private static final int CYCLES = 1;

  private final Netlist netlist;
  private final Cells library;
  private final List<String> blocks = new ArrayList<>();
  private final Map<String, Integer> blockNumbers = new LinkedHashMap<>();
  private final List<Map<Integer, Integer>> cycles = new ArrayList<>(); // symbols by wire

  Tracer(Netlist netlist, Cells library) {
    this.netlist = netlist;
    this.library = library;
  }

  /** Forgets all values, and gives wires of cycle 0 theirs, which they have in no other cycle. */
  void begin(Map<Integer, Integer> values) {
    cycles.clear();
    cycles.add(new HashMap<>(values));
    for (int cycle = 1; cycle <= CYCLES; cycle++) {
      Map<Integer, Integer> later = new HashMap<>();
      values.keySet().forEach(wire -> later.put(wire, Symbol.UNKNOWN));
      cycles.add(later);
    }
  }

  /** The symbol of a wire. */
  int value(int wire, int cycle) {
    if (wire == 0 || wire == 1) {
      return wire;
    }
    Map<Integer, Integer> known = cycles.get(cycle);
    Integer symbol = known.get(wire);
    if (symbol != null) {
      return symbol;
    }
    Netlist.Pin driver = netlist.driver(wire);
    if (driver == null) {
      return Symbol.UNKNOWN;
    }
    known.put(wire, Symbol.UNKNOWN); // ends a walk around a loop
    int value = library.value(driver, cycle, this);
    known.put(wire, value);
    return value;
  }

  /** The symbol of the wire at a port of one bit. */
  int value(Netlist.Cell cell, String port, int cycle) {
    return value(cell.wire(port), cycle);
  }

  /** The symbol of a stored bit of a block RAM. */
  int stored(Netlist.Cell block, int bit) {
    int number =
        blockNumbers.computeIfAbsent(
            block.name(),
            name -> {
              blocks.add(name);
              return blocks.size() - 1;
            });
    return Symbol.stored(number * library.blockBits() + bit);
  }

  /** The name of the block RAM with this stored bit. */
  String block(int symbol) {
    return blocks.get(Symbol.number(symbol) / library.blockBits());
  }

  /** The bit within that block. */
  int bit(int symbol) {
    return Symbol.number(symbol) % library.blockBits();
  }
}
