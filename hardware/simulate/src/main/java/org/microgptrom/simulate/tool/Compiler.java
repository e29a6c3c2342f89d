package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Makes a running bench of sources or of a netlist. */
interface Compiler {
  /** The programs that take part. */
  List<HdlTool> tools();

  /**
   * Compiles.
   *
   * @param folder the working directory
   * @param name of what is made, a new file or folder there
   * @param sources relative to the folder, or absolute
   * @param symbols of the preprocessor
   * @param waves whether {@code +wave} is to work
   */
  Simulator.Build compile(
      Path folder, String name, List<String> sources, List<String> symbols, boolean waves)
      throws IOException, Simulator.BuildException;
}
