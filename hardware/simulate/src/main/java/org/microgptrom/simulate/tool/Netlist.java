package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.tools.HdlTool;

/** Simulates the gates that Yosys makes of the circuit for an iCE40. */
final class Netlist implements Simulator {
  private static final String TOP = "microgpt_core";
  private static final String FILE = "netlist.v";

  /** A copy of Yosys's models of the cells; only Yosys knows where it is installed. */
  private static final String CELLS = "cells_sim.v";

  private final HdlTool yosys = HdlTool.require("yosys", "yosys");
  private final Compiler compiler;

  /**
   * A simulator of netlists.
   *
   * @param compiler of the gates
   */
  Netlist(Compiler compiler) {
    this.compiler = compiler;
  }

  @Override
  public List<String> tools() {
    return Stream.concat(Stream.of(yosys), compiler.tools().stream())
        .map(HdlTool::version)
        .toList();
  }

  @Override
  public Build build(Workspace workspace, boolean traced) throws IOException, BuildException {
    if (!Files.exists(workspace.folder().resolve(FILE))) {
      List<String> symbols = workspace.symbols().stream().map("-D "::concat).toList();
      String script =
          "write_file "
              + CELLS
              + " +/ice40/cells_sim.v; read_verilog -sv -defer "
              + String.join(" ", symbols)
              + " "
              + String.join(" ", workspace.circuit())
              + "; synth_ice40 -dsp -top "
              + TOP
              // vvp takes minutes for vectors whose bits are driven one by one.
              + " -run begin:check; splitnets; write_verilog -noattr "
              + FILE;
      List<String> arguments = List.of("-q", "-p", script);
      BuildException.check(yosys, yosys.run(workspace.folder(), Simulators.LONGEST_RUN, arguments));
      disconnectOutputs(workspace.folder().resolve(FILE));
    }
    List<String> symbols = List.of("MICROGPT_NETLIST", "NO_ICE40_DEFAULT_ASSIGNMENTS");
    List<String> sources = new ArrayList<>(List.of(CELLS, Circuit.PARAMETERS, FILE));
    sources.addAll(Circuit.simulationPaths());
    String name = traced ? "traced-gates" : "gates";
    return compiler.compile(workspace.folder(), name, sources, symbols, traced);
  }

  /**
   * Disconnects outputs that are tied to unknown constants. DSP multipliers may come with such
   * outputs, behind which there is nothing; simulators refuse them, as does Yosys' own check, which
   * is left out for that reason.
   */
  private static void disconnectOutputs(Path netlist) throws IOException {
    String text = Files.readString(netlist, StandardCharsets.UTF_8);
    Files.writeString(
        netlist,
        text.replaceAll("[.](CO|ACCUMCO|SIGNEXTOUT|O)[(][0-9]+'hx+[)]", ".$1()"),
        StandardCharsets.UTF_8);
  }
}
