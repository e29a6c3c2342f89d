package org.microgptrom.simulate.tool;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * What all programs have in common that Verilator makes of a circuit.
 *
 * @param often the C++ compiler's option for what runs in each cycle
 * @param rarely its option for what runs at the start; compiling often takes longer than running
 */
public record VerilatorOptions(String often, String rarely) {
  /** For the sources of a circuit; {@code -O2} takes longer to compile, and no less to run. */
  public static final VerilatorOptions SOURCES = new VerilatorOptions("-O1", "-O1");

  /**
   * Verilator.
   *
   * @throws org.microgptrom.model.io.InputException if it or the compiler that it needs is missing
   */
  public static HdlTool require() {
    HdlTool verilator = HdlTool.require("verilator", "verilator");
    HdlTool.require("make", "make");
    HdlTool.require("g++", "g++");
    return verilator;
  }

  /**
   * The arguments before those of one program and its sources.
   *
   * @param top the top module
   * @param folder for all that is made
   * @param program its name in the folder
   */
  public List<String> arguments(String top, String folder, String program) {
    List<String> arguments = new ArrayList<>(List.of("-O3", "-j", "2"));
    arguments.addAll(List.of("--x-assign", "fast", "--x-initial", "fast"));
    arguments.addAll(List.of("-MAKEFLAGS", "OPT_FAST=" + often + " OPT_GLOBAL=" + rarely));
    arguments.addAll(List.of("-Wno-fatal", "-Wno-lint", "-Wno-style"));
    arguments.addAll(List.of("--top-module", top, "--Mdir", folder, "-o", program));
    return arguments;
  }
}
