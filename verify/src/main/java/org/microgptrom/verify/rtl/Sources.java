package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.util.List;
import org.microgptrom.rtl.tools.HdlTool;

/** Simulates the circuit's sources. */
record Sources(Compiler compiler) implements Simulator {
  @Override
  public List<String> tools() {
    return compiler.tools().stream().map(HdlTool::version).toList();
  }

  @Override
  public Build build(Workspace workspace, boolean traced) throws IOException, BuildException {
    List<String> symbols = traced ? List.of("MICROGPT_TRACE") : List.of();
    String name = traced ? "traced" : "plain";
    return compiler.compile(workspace.folder(), name, workspace.sources(), symbols, traced);
  }
}
