package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.rtl.tools.HdlTool;

/** Synthesises, places and routes a bundle's circuit. */
public final class Synthesizer {
  private final SynthesisOptions options;
  private final HdlTool yosys;
  private final HdlTool router;
  private final Consumer<String> progress;

  /**
   * A synthesizer with these options.
   *
   * @param progress takes a line at the start of each step, and now and then in a long one
   * @throws InputException if a program is missing
   */
  public Synthesizer(SynthesisOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    Family family = options.device().family();
    yosys = HdlTool.require("yosys", "yosys");
    router = HdlTool.require(family.router(), family.debianPackage());
  }

  /**
   * Runs the tools.
   *
   * @param work an empty folder, which then holds sources, scripts, netlists, logs and reports
   * @param cluster that routes several seeds; empty for this machine
   * @param routing is told how many connections are routed
   * @throws InputException if a tool refuses the circuit
   */
  public SynthesisResult run(Design design, Path work, Optional<Cluster> cluster, Progress routing)
      throws IOException {
    Device device = options.device();
    design.copyTo(work);
    progress.accept("reading the circuit with " + yosys.version());
    Elaboration elaboration = YosysSynthesis.elaborate(yosys, work, design.sources());
    PinWrapper pins = new PinWrapper(YosysSynthesis.CORE, elaboration.ports());
    RomPlacements roms = new RomPlacements(device.family(), elaboration, design, work);
    long blocks = roms.blocksForWeights();
    if (blocks > device.blockRams()) {
      return result(
          List.of(new Resource(Resource.BLOCK_RAMS, blocks, device.blockRams())),
          pins,
          List.of(),
          Optional.empty());
    }
    progress.accept("mapping it to " + device.id());
    YosysSynthesis cells = YosysSynthesis.map(yosys, work, design.sources(), pins, device);
    List<RomPlacement> placements = roms.of(cells.blockRams(), PinWrapper.MODULE + "/core.");
    progress.accept("placing and routing with " + router.version());
    Router tool = new Router(router);
    if (options.seeds() == 1) {
      RouterProgress told = new RouterProgress(progress, routing);
      Router.Outcome outcome = tool.route(work, options.seed(), options, told);
      return result(outcome, cells, pins, placements);
    }
    SeedRuns runs =
        new SeedRuns(
            work, options, (seed, folder) -> tool.route(folder, seed, options, toldOf(seed)));
    Router.Outcome best =
        runs.run(
            cluster.map(of -> new ClusterSeeds(of, options, router.version())), progress, routing);
    return result(best, cells, pins, placements).with(runs.summary());
  }

  /** What one of several runs tells: each of its lines names the seed. */
  private RouterProgress toldOf(int seed) {
    return new RouterProgress(
        line -> progress.accept("  seed " + seed + ": " + line.strip()), Progress.NONE);
  }

  private SynthesisResult result(
      Router.Outcome outcome, YosysSynthesis cells, PinWrapper pins, List<RomPlacement> roms) {
    Family family = options.device().family();
    return result(Resource.of(family, cells, outcome.usage()), pins, roms, outcome.timing());
  }

  private SynthesisResult result(
      List<Resource> resources, PinWrapper pins, List<RomPlacement> roms, Optional<Timing> timing) {
    Device device = options.device();
    return new SynthesisResult(
        SynthesisResult.FORMAT,
        SynthesisResult.VERSION,
        ToolVersion.current(),
        device.id(),
        device.part(),
        device.speedGrade(),
        List.of(yosys.version(), router.version()),
        options.seed(),
        options.targetMhz(),
        resources,
        pins.flipFlops(),
        roms,
        timing.orElse(null),
        null,
        null);
  }
}
