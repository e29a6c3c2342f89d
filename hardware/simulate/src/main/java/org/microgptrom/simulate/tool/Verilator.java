package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Compiles with Verilator to a program, which simulates fast. */
final class Verilator implements Compiler {
  private static final String PROGRAM = "bench";

  private final HdlTool verilator = VerilatorOptions.require();
  private final VerilatorOptions options;

  /**
   * A compiler.
   *
   * @param optimisation the C++ compiler's option: compiling often takes longer than simulating
   */
  Verilator(String optimisation) {
    options = new VerilatorOptions(optimisation, "-O0");
  }

  @Override
  public List<HdlTool> tools() {
    return List.of(verilator);
  }

  @Override
  public Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException {
    List<String> arguments = new ArrayList<>(List.of("--binary", "--timing"));
    arguments.addAll(options.arguments("microgpt_bench", name, PROGRAM));
    if (waves) {
      arguments.add("--trace");
    }
    symbols.forEach(symbol -> arguments.add("-D" + symbol));
    arguments.addAll(sources);
    Simulator.BuildException.check(
        verilator, verilator.run(folder, Simulators.LONGEST_RUN, arguments));
    Path program = folder.resolve(name).resolve(PROGRAM).toAbsolutePath();
    return plusArguments -> HdlTool.run(program, folder, Simulators.LONGEST_RUN, plusArguments);
  }
}
