package org.microgptrom.simulate.tool;

/** A way to simulate the circuit. */
public enum Target {
  /** The sources in Icarus Verilog. */
  ICARUS("icarus", 300),
  /** The sources in Verilator. */
  VERILATOR("verilator", 1_000),
  /** The gates that Yosys makes of the sources, in Verilator or Icarus Verilog. */
  YOSYS_NETLIST("yosys-netlist", 40);

  private final String label;
  private final long defaultTokens;

  Target(String label, long defaultTokens) {
    this.label = label;
    this.defaultTokens = defaultTokens;
  }

  /** The name in options and reports. */
  public String label() {
    return label;
  }

  /** The suite of its checks in a report. */
  public String suite() {
    return "rtl." + label;
  }

  /** About how many tokens are compared unless told otherwise. */
  public long defaultTokens() {
    return defaultTokens;
  }
}
