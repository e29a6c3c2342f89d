package org.microgptrom.board.bitstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Quoted;

/**
 * The cells of a flat design, as Yosys maps it to an FPGA.
 *
 * <p>Wires are numbers: 0 and 1 are the constants, {@link #OPEN} is anything that is not driven.
 *
 * @param cells by name
 * @param wires the named wires, each a list of bits from the lowest on
 * @param drivers what drives each wire
 */
record Netlist(Map<String, Cell> cells, Map<String, int[]> wires, Map<Integer, Pin> drivers) {
  static final int OPEN = -1;

  /**
   * A cell.
   *
   * @param parameters as texts; numbers are strings of binary digits
   * @param ports connected wires by the name of the port, from the lowest bit on
   */
  record Cell(String name, String type, Map<String, String> parameters, Map<String, int[]> ports) {
    /** The wire at a bit of a port. */
    int wire(String port, int bit) {
      int[] wires = ports.get(port);
      return wires == null || bit >= wires.length ? OPEN : wires[bit];
    }

    /** The wire at a port of one bit. */
    int wire(String port) {
      return wire(port, 0);
    }

    /** A parameter; empty if the cell lacks it. */
    String parameter(String name) {
      return parameters.getOrDefault(name, "").strip();
    }

    /**
     * A parameter that is a number of binary digits; 0 if the cell lacks it.
     *
     * @throws InputException if it is none of at most 32 bits
     */
    int number(String parameter) {
      String digits = parameter(parameter);
      try {
        return digits.isEmpty() ? 0 : Integer.parseInt(digits, 2);
      } catch (NumberFormatException e) {
        throw new InputException(
            "netlist, cell " + name,
            parameter + " is " + Quoted.of(digits) + ", binary digits expected",
            "the file is damaged: build it again",
            e);
      }
    }
  }

  /** A bit of a cell's output. */
  record Pin(Cell cell, String port, int bit) {}

  /**
   * Reads the JSON file of Yosys or nextpnr.
   *
   * @throws InputException if the file is missing, no JSON or no netlist
   */
  static Netlist read(Path file) {
    JsonNode module = top(file);
    Map<String, Cell> cells = new LinkedHashMap<>();
    Map<Integer, Pin> drivers = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : module.path("cells").properties()) {
      JsonNode node = entry.getValue();
      Cell cell =
          new Cell(
              entry.getKey(),
              node.path("type").asText(),
              texts(node.path("parameters")),
              wires(node.path("connections"), ""));
      cells.put(cell.name(), cell);
      JsonNode directions = node.path("port_directions");
      cell.ports()
          .forEach(
              (port, wires) -> {
                if (directions.path(port).asText().equals("output")) {
                  for (int bit = 0; bit < wires.length; bit++) {
                    if (wires[bit] > 1) { // neither constant nor open
                      drivers.put(wires[bit], new Pin(cell, port, bit));
                    }
                  }
                }
              });
    }
    if (cells.isEmpty()) {
      throw new InputException(
          file, "holds no cells", "it should be the netlist that Yosys writes for nextpnr");
    }
    return new Netlist(cells, wires(module.path("netnames"), "bits"), drivers);
  }

  /** The top module of a JSON file of Yosys or nextpnr, or the only one. */
  static JsonNode top(Path file) {
    JsonNode modules = Json.read(file, JsonNode.class).path("modules");
    JsonNode top = null;
    for (JsonNode module : modules) {
      boolean marked = module.path("attributes").path("top").asText().endsWith("1");
      top = marked || (top == null && modules.size() == 1) ? module : top;
    }
    if (top == null) {
      throw new InputException(
          file, "holds no module that is marked as top", "Yosys and nextpnr write such files");
    }
    return top;
  }

  /** What drives a wire; null for constants and where nothing does. */
  @Nullable Pin driver(int wire) {
    return drivers.get(wire);
  }

  /** The bits of a named wire. */
  int[] wire(String name) {
    return Objects.requireNonNull(wires.get(name), name);
  }

  /** The number of bits of a named wire; 0 if there is none of the name. */
  int width(String name) {
    int[] bits = wires.get(name);
    return bits == null ? 0 : bits.length;
  }

  /** The parameters of a cell. */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static Map<String, int[]> wires(JsonNode object, String key) {
    Map<String, int[]> wires = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode bits = key.isEmpty() ? entry.getValue() : entry.getValue().path(key);
      int[] numbers = new int[bits.size()];
      for (int i = 0; i < numbers.length; i++) {
        JsonNode bit = bits.get(i);
        if (bit.isInt()) {
          numbers[i] = bit.intValue();
        } else {
          numbers[i] =
              switch (bit.asText()) {
                case "0" -> 0;
                case "1" -> 1;
                default -> OPEN;
              };
        }
      }
      wires.put(entry.getKey(), numbers);
    }
    return wires;
  }
}
