package org.microgptrom.simulate.tool;

/** A way to simulate the circuit. */
public enum Target {
  /** Icarus Verilog simulates the sources. */
  ICARUS("icarus", 300),
  /** Verilator simulates the sources. */
  VERILATOR("verilator", 1_000),
  /** Verilator or Icarus Verilog simulates the gates that Yosys makes of the sources. */
  YOSYS_NETLIST("yosys-netlist", 40);

  private final String label;
  private final long defaultTokens;

  Target(String label, long defaultTokens) {
    this.label = label;
    this.defaultTokens = defaultTokens;
  }

  /** The target's name in options and reports. */
  public String label() {
    return label;
  }

  /** The suite of the target's checks in a report. */
  public String suite() {
    return "rtl." + label;
  }

  /** About how many tokens are compared unless the user asks for another number. */
  public long defaultTokens() {
    return defaultTokens;
  }
}
