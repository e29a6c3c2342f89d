package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Simulates the circuit's sources. */
record Sources(Compiler compiler, WeightBus bus) implements Simulator {
  @Override
  public List<String> tools() {
    return compiler.tools().stream().map(HdlTool::version).toList();
  }

  @Override
  public Build build(Workspace workspace, boolean traced) throws IOException, BuildException {
    List<String> symbols = new ArrayList<>(workspace.symbols());
    symbols.addAll(bus.symbols());
    if (traced) {
      symbols.add("MICROGPT_TRACE");
    }
    String name = traced ? "traced" : "plain";
    return compiler.compile(workspace.folder(), name, workspace.sources(), symbols, traced);
  }
}
