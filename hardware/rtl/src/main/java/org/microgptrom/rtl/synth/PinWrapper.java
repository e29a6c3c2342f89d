package org.microgptrom.rtl.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.microgptrom.model.io.InputException;

/**
 * A top module with four pins for a circuit with more ports than a package has: a shift register
 * feeds the inputs, another one takes the outputs to one pin. So no part of the circuit can be
 * optimised away, all its paths run between registers, and any package will do.
 */
final class PinWrapper {
  static final String MODULE = "microgpt_pins";

  private static final Set<String> CLOCK_NAMES = Set.of("clk_i", "clk", "clock");

  private final String core;
  private final Elaboration.Port clock;
  private final List<Elaboration.Port> inputs;
  private final List<Elaboration.Port> outputs;

  PinWrapper(String core, List<Elaboration.Port> ports) {
    this.core = core;
    this.clock =
        ports.stream()
            .filter(p -> p.input() && p.width() == 1 && CLOCK_NAMES.contains(p.name()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        core, "has no input of one bit named clk_i, clk or clock", ""));
    this.inputs = ports.stream().filter(p -> p.input() && !p.equals(clock)).toList();
    this.outputs = ports.stream().filter(p -> !p.input()).toList();
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new InputException(core, "needs an input besides its clock, and an output", "");
    }
  }

  /** Flip-flops that the wrapper adds: one for each bit of the core's ports. */
  int flipFlops() {
    return bits(inputs) + bits(outputs);
  }

  /** The module as SystemVerilog. */
  String source() {
    List<String> connections = new ArrayList<>();
    connections.add("." + clock.name() + "(clock)");
    connect(inputs, "inputs", connections);
    connect(outputs, "outputs", connections);
    return String.join(
        "\n",
        "// Generated: " + core + " behind four pins, to place and route it in any package.",
        "// Inputs are shifted in; outputs are captured while load is 1 and shifted out.",
        "module " + MODULE + " (",
        "    input  logic clock,",
        "    input  logic load,",
        "    input  logic serial_in,",
        "    output logic serial_out",
        ");",
        "  logic " + range(bits(inputs)) + "inputs;",
        "  logic " + range(bits(outputs)) + "outputs;",
        "  logic " + range(bits(outputs)) + "captured;",
        "  always_ff @(posedge clock) begin",
        "    inputs <= " + shifted("inputs", bits(inputs), "serial_in") + ";",
        "    captured <= load ? outputs : " + shifted("captured", bits(outputs), "1'b0") + ";",
        "  end",
        "  assign serial_out = captured[" + (bits(outputs) - 1) + "];",
        "  " + core + " core (",
        "      " + String.join(",\n      ", connections),
        "  );",
        "endmodule",
        "");
  }

  private static void connect(List<Elaboration.Port> ports, String wire, List<String> connections) {
    int low = 0;
    for (Elaboration.Port port : ports) {
      int high = low + port.width() - 1;
      String index = high == low ? "[" + low + "]" : "[" + high + ":" + low + "]";
      connections.add("." + port.name() + "(" + wire + index + ")");
      low = high + 1;
    }
  }

  private static String range(int bits) {
    return "[" + (bits - 1) + ":0] ";
  }

  private static String shifted(String register, int bits, String in) {
    return bits == 1 ? in : "{" + register + "[" + (bits - 2) + ":0], " + in + "}";
  }

  private static int bits(List<Elaboration.Port> ports) {
    return ports.stream().mapToInt(Elaboration.Port::width).sum();
  }
}
