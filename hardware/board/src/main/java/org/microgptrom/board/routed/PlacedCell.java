package org.microgptrom.board.routed;

import java.util.Map;

/**
 * A cell with its place.
 *
 * @param place the router's name of it, {@code X19/Y21/lc3}, say
 * @param parameters numbers are strings of binary digits, the lowest last
 * @param inputs what drives each input, as Verilog; empty where nothing does
 * @param outputs the wire at each output; empty where there is none
 */
record PlacedCell(
    String name,
    String type,
    String place,
    Map<String, String> attributes,
    Map<String, String> parameters,
    Map<String, String> inputs,
    Map<String, String> outputs) {
  /** What drives an input; empty where nothing does, or the cell lacks it. */
  String input(String port) {
    return inputs.getOrDefault(port, "");
  }

  /** A parameter; empty if the cell lacks it. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "").strip();
  }

  /** Connects an input that is open in the netlist, as the device does. */
  void connect(String port, String wire) {
    if (input(port).isEmpty()) {
      inputs.put(port, wire);
    }
  }
}
