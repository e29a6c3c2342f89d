package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.io.Digests;
import org.microgptrom.rtl.tools.HdlTool;

/** Compiles with Verilator to a program, which simulates fast. */
final class Verilator implements Compiler {
  private static final String PROGRAM = "bench";

  /** What drives the clock. */
  private static final String MAIN = "bench.cpp";

  private final HdlTool verilator = VerilatorOptions.require();
  private final VerilatorOptions options;
  private final ModelCache cache;

  /**
   * A compiler.
   *
   * @param options for all that it compiles
   * @param cache of what was compiled before
   */
  Verilator(VerilatorOptions options, ModelCache cache) {
    this.options = options;
    this.cache = cache;
  }

  @Override
  public List<HdlTool> tools() {
    return List.of(verilator);
  }

  @Override
  public Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException {
    byte[] main = resource();
    Files.write(folder.resolve(MAIN), main);
    List<String> arguments = new ArrayList<>(List.of("--cc", "--exe", "--build"));
    arguments.addAll(options.arguments("microgpt_bench", name, PROGRAM));
    if (waves) {
      arguments.add("--trace");
    }
    arguments.add("-DMICROGPT_CLOCK");
    symbols.forEach(symbol -> arguments.add("-D" + symbol));
    arguments.addAll(sources);
    arguments.add(MAIN);
    Path program = folder.resolve(name).resolve(PROGRAM).toAbsolutePath();
    String key = key(folder, arguments, sources, main);
    if (!cache.fetch(key, program)) {
      Simulator.BuildException.check(
          verilator, verilator.run(folder, Simulators.LONGEST_RUN, arguments));
      cache.keep(key, program);
    }
    return plusArguments -> HdlTool.run(program, folder, Simulators.LONGEST_RUN, plusArguments);
  }

  /**
   * The digest of all that a program is made of. ROM files are not: it reads them where it runs.
   */
  private String key(Path folder, List<String> arguments, List<String> sources, byte[] main)
      throws IOException {
    List<String> parts = new ArrayList<>(arguments);
    parts.add(verilator.program() + " " + verilator.version());
    parts.add(HdlTool.require("g++", "g++").version());
    parts.add(System.getProperty("os.arch"));
    parts.add(Digests.sha256(main));
    for (String source : sources) {
      parts.add(Digests.sha256(Files.readAllBytes(folder.resolve(source))));
    }
    return Digests.sha256(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] resource() throws IOException {
    try (InputStream in = Verilator.class.getResourceAsStream(MAIN)) {
      return in.readAllBytes();
    }
  }
}
