package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Compiles with Verilator to a program, which simulates fast. */
final class Verilator implements Compiler {
  private final HdlTool verilator = HdlTool.require("verilator", "verilator");

  private final String optimisation;

  /**
   * A compiler.
   *
   * @param optimisation the C++ compiler's option: compiling often takes longer than simulating
   */
  Verilator(String optimisation) {
    this.optimisation = optimisation;
    HdlTool.require("make", "make");
    HdlTool.require("g++", "g++");
  }

  @Override
  public List<HdlTool> tools() {
    return List.of(verilator);
  }

  @Override
  public Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--binary",
                "--timing",
                "-O3",
                "--x-assign",
                "fast",
                "--x-initial",
                "fast",
                "-MAKEFLAGS",
                "OPT_FAST=" + optimisation + " OPT_GLOBAL=-O0",
                "-j",
                "2",
                "-Wno-fatal",
                "-Wno-lint",
                "-Wno-style",
                "--top-module",
                "microgpt_bench",
                "--Mdir",
                name,
                "-o",
                "bench"));
    if (waves) {
      arguments.add("--trace");
    }
    symbols.forEach(symbol -> arguments.add("-D" + symbol));
    arguments.addAll(sources);
    Simulator.BuildException.check(
        verilator, verilator.run(folder, Simulators.LONGEST_RUN, arguments));
    Path program = folder.resolve(name).resolve("bench").toAbsolutePath();
    return plusArguments -> HdlTool.run(program, folder, Simulators.LONGEST_RUN, plusArguments);
  }
}
