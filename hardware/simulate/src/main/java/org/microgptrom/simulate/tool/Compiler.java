package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Makes a bench that runs from sources or from a netlist. */
interface Compiler {
  /** The programs that take part in compiling. */
  List<HdlTool> tools();

  /**
   * Compiles the bench.
   *
   * @param folder the working directory
   * @param name of the new file or folder in it that is made
   * @param sources of the bench, relative to the folder, or absolute
   * @param symbols for the preprocessor
   * @param waves whether {@code +wave} is to work
   */
  Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException;
}
