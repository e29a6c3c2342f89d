package org.microgptrom.board.routed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a module that instantiates cells. */
final class VerilogText {
  /** The ports of a pin's cell towards the pin, one for each direction. */
  static final String PAD_IN = "PIN_I";

  static final String PAD_OUT = "PIN_O";

  private static final Pattern NUMBERED = Pattern.compile("(.*?)_?([0-9]+)");
  private static final Pattern WIRE = Pattern.compile("!?([a-z_][a-z_0-9]*)");

  /** Pins that are numbered up to this or further are the bits of one port of a model. */
  private static final int VECTOR = 4;

  private final String top;
  private final Map<String, Boolean> ports;
  private final List<String> instances = new ArrayList<>();
  private final Set<String> driven = new HashSet<>();
  private final Set<String> used = new HashSet<>();

  /**
   * An empty module.
   *
   * @param ports whether each is an output
   */
  VerilogText(String top, Map<String, Boolean> ports) {
    this.top = top;
    this.ports = ports;
    ports.forEach((port, output) -> (output ? used : driven).add(port));
  }

  /** The name of a wire by its number in the netlist. */
  static String wire(int number) {
    return "n" + number;
  }

  /** Adds an instance. */
  void add(PlacedCell cell) {
    cell.outputs().values().stream().filter(wire -> !wire.isEmpty()).forEach(driven::add);
    for (String input : cell.inputs().values()) {
      Matcher wire = WIRE.matcher(input);
      if (wire.matches()) {
        used.add(wire.group(1));
      }
    }
    List<String> connections = new ArrayList<>();
    connect(cell.inputs(), true, connections);
    connect(cell.outputs(), false, connections);
    List<String> parameters = new ArrayList<>();
    cell.parameters().forEach((name, value) -> parameters.add("." + name + "(" + of(value) + ")"));
    instances.add(
        cell.type()
            + " #("
            + String.join(", ", parameters)
            + ") c"
            + instances.size()
            + " ("
            + String.join(", ", connections)
            + ");");
  }

  /** A parameter's value: numbers are strings of binary digits or numbers of Verilog already. */
  private static String of(String value) {
    if (value.matches("[01xz]+")) {
      return value.length() + "'b" + value.replaceAll("[xz]", "0");
    }
    return value.matches("[0-9]+'h[0-9a-f]+") ? value : "\"" + value.strip() + "\"";
  }

  private void connect(Map<String, String> pins, boolean inputs, List<String> connections) {
    Map<String, Map<Integer, String>> vectors = new LinkedHashMap<>();
    pins.forEach(
        (pin, wire) -> {
          Matcher numbered = NUMBERED.matcher(pin);
          if (numbered.matches() && isVector(numbered.group(1), pins)) {
            vectors
                .computeIfAbsent(numbered.group(1), name -> new HashMap<>())
                .put(Integer.parseInt(numbered.group(2)), wire);
          } else if (!wire.isEmpty()) {
            connections.add("." + pin + "(" + wire + ")");
          }
        });
    vectors.forEach((name, bits) -> connections.add(vector(name, bits, inputs)));
  }

  private static boolean isVector(String name, Map<String, String> pins) {
    return pins.containsKey(name + VECTOR) || pins.containsKey(name + "_" + VECTOR);
  }

  private String vector(String name, Map<Integer, String> bits, boolean inputs) {
    List<String> wires = new ArrayList<>();
    for (int bit = Collections.max(bits.keySet()); bit >= 0; bit--) {
      String wire = bits.getOrDefault(bit, "");
      if (wire.isEmpty()) {
        wire = inputs ? "1'b0" : "open" + instances.size() + name + bit;
        if (!inputs) {
          driven.add(wire);
        }
      }
      wires.add(wire);
    }
    return "." + name + "({" + String.join(", ", wires) + "})";
  }

  /** A wire that is used and not driven by any cell. */
  Optional<String> lost() {
    return used.stream().filter(wire -> !driven.contains(wire)).sorted().findFirst();
  }

  /** The module. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("`default_nettype none");
    List<String> heads = new ArrayList<>();
    ports.forEach((port, output) -> heads.add((output ? "output" : "input") + " wire " + port));
    lines.add("module " + top + " (" + String.join(", ", heads) + ");");
    driven.stream()
        .filter(wire -> !ports.containsKey(wire))
        .sorted()
        .forEach(wire -> lines.add("wire " + wire + ";"));
    lines.addAll(instances);
    lines.add("endmodule");
    lines.add("`default_nettype wire");
    return String.join("\n", lines) + "\n";
  }
}
