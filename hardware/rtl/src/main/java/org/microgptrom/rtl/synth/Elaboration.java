package org.microgptrom.rtl.synth;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.io.InputException;

/**
 * The circuit as Yosys understood it before it mapped anything: its ports and its ROMs.
 *
 * @param ports of the top module in declaration order
 * @param roms the memories that are never written
 */
record Elaboration(List<Port> ports, List<Rom> roms) {
  Elaboration {
    ports = List.copyOf(ports);
    roms = List.copyOf(roms);
  }

  /**
   * One port of the top module.
   *
   * @param width in bits
   */
  record Port(String name, boolean input, int width) {}

  /**
   * A memory that is never written.
   *
   * @param name of the memory with the path of instances
   * @param width bits of a word
   * @param depth number of words
   * @param content all bits from the last word's most significant one on, x where not initialised
   */
  record Rom(String name, int width, int depth, String content) {}

  /** Reads the JSON netlist of a flat design whose memories are collected. */
  static Elaboration read(Path json, String top) {
    JsonTree module = JsonTree.read(json).at("modules").at(top);
    List<Port> ports = new ArrayList<>();
    module
        .at("ports")
        .entries()
        .forEach(
            (name, port) -> {
              String direction = port.at("direction").text();
              if (!direction.equals("input") && !direction.equals("output")) {
                throw new InputException(top, "port " + name + " is neither input nor output", "");
              }
              ports.add(new Port(name, direction.equals("input"), port.at("bits").items().size()));
            });
    List<Rom> roms = new ArrayList<>();
    for (JsonTree cell : module.at("cells").entries().values()) {
      JsonTree parameters = cell.at("parameters");
      if (cell.at("type").text().equals("$mem_v2") && number(parameters, "WR_PORTS") == 0) {
        String name = parameters.at("MEMID").text();
        roms.add(
            new Rom(
                name.startsWith("\\") ? name.substring(1) : name,
                number(parameters, "WIDTH"),
                number(parameters, "SIZE"),
                parameters.at("INIT").text()));
      }
    }
    if (ports.isEmpty()) {
      throw new InputException(json, "describes no module " + top, "");
    }
    return new Elaboration(ports, roms);
  }

  private static int number(JsonTree parameters, String name) {
    return new BigInteger(parameters.at(name).text(), 2).intValueExact();
  }
}
