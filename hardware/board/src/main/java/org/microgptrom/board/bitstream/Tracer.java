package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows a ROM through a netlist: for one address on its address wires, what its data wires have
 * one clock edge later, as stored bits of block RAMs. How Yosys has split a ROM into blocks, which
 * pins it has exchanged and what is logic follows from the wiring alone.
 */
final class Tracer {
  private final Netlist netlist;
  private final Cells library;
  private final List<String> blocks = new ArrayList<>();
  private final Map<String, Integer> blockNumbers = new LinkedHashMap<>();
  private final Map<Integer, Integer> now = new HashMap<>(); // symbols by wire
  private final Map<Integer, Integer> next = new HashMap<>();

  /** Before or after the clock edge at which the address is taken. */
  enum Cycle {
    NOW,
    NEXT
  }

  Tracer(Netlist netlist, Cells library) {
    this.netlist = netlist;
    this.library = library;
  }

  /**
   * The symbols of the data wires; unknown where the address can't be on its wires, as two of them
   * are one, say.
   */
  int[] read(int[] addressWires, int address, int[] dataWires) {
    int[] data = new int[dataWires.length];
    Arrays.fill(data, Symbol.UNKNOWN);
    now.clear();
    next.clear();
    for (int bit = 0; bit < addressWires.length; bit++) {
      int value = (address >> bit) & 1;
      int wire = addressWires[bit];
      Integer other = wire == 0 || wire == 1 ? Integer.valueOf(wire) : now.put(wire, value);
      if (other != null && other != value) {
        return data;
      }
      next.put(wire, Symbol.UNKNOWN); // the next address
    }
    for (int bit = 0; bit < data.length; bit++) {
      data[bit] = value(dataWires[bit], Cycle.NEXT);
    }
    return data;
  }

  /** The symbol of a wire. */
  int value(int wire, Cycle cycle) {
    if (wire == 0 || wire == 1) {
      return wire;
    }
    Map<Integer, Integer> known = cycle == Cycle.NOW ? now : next;
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
  int value(Netlist.Cell cell, String port, Cycle cycle) {
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
