package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Compiles with Icarus Verilog, which starts at once and simulates slowly. */
public final class Icarus implements Compiler {
  private final HdlTool iverilog = HdlTool.require("iverilog", "iverilog");
  private final HdlTool vvp = HdlTool.require("vvp", "iverilog");

  @Override
  public List<HdlTool> tools() {
    return List.of(iverilog);
  }

  @Override
  public Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException {
    List<String> arguments = new ArrayList<>(List.of("-g2012", "-s", "microgpt_bench", "-o", name));
    symbols.forEach(symbol -> arguments.add("-D" + symbol));
    arguments.addAll(sources);
    Simulator.BuildException.check(
        iverilog, iverilog.run(folder, Simulators.LONGEST_RUN, arguments));
    return plusArguments -> {
      List<String> run = new ArrayList<>(List.of("-n", name));
      run.addAll(plusArguments);
      return vvp.run(folder, Simulators.LONGEST_RUN, run);
    };
  }
}
