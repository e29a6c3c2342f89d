package org.microgptrom.cli.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.rtl.synth.Design;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.rtl.synth.Synthesizer;
import org.microgptrom.simulate.TokenCycles;

/** Places and routes a bundle's circuit, and counts its cycles in a simulator. */
public final class SynthesisStage {
  private SynthesisStage() {}

  /**
   * Runs the tools.
   *
   * @param design of the bundle
   * @param work an empty folder, for all that the tools leave
   * @param cluster that routes several seeds; empty for this machine
   */
  public static SynthesisResult run(
      Synthesizer synthesizer,
      Bundle opened,
      Design design,
      Path work,
      Optional<Cluster> cluster,
      Console console)
      throws IOException {
    SynthesisResult result;
    try (StageProgress routing = new StageProgress(console)) {
      result = synthesizer.run(design, work, cluster, routing);
    }
    if (result.timing() == null) {
      return result;
    }
    console.progress("counting cycles per token");
    Optional<TokenCycles> counted = TokenCycles.measure(opened, BundleModel.read(opened));
    if (counted.isEmpty()) {
      console.warn("tokens per second are left out: neither Icarus Verilog nor Verilator is there");
      return result;
    }
    TokenCycles cycles = counted.get();
    return result.withCycles(
        cycles.streams(),
        cycles.simulator(),
        cycles.first(),
        (double) cycles.total() / cycles.positions(),
        cycles.last());
  }
}
