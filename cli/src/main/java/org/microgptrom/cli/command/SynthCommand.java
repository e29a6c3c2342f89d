package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.artifact.UnfinishedFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.ClusterOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.SynthesisStage;
import org.microgptrom.cli.text.SeedsText;
import org.microgptrom.cli.text.SynthesisText;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.synth.Design;
import org.microgptrom.rtl.synth.Device;
import org.microgptrom.rtl.synth.SynthesisOptions;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.rtl.synth.Synthesizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "synth",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Synthesises a bundle's circuit for an FPGA, places and routes it, and tells what it costs"
            + " and how fast it runs.",
    footer = {
      "",
      "Needs Yosys and nextpnr-ecp5 or nextpnr-ice40 on the PATH; or for iCE40, where Node is, of npm.",
      "Exit code 0 if the circuit fits with its weights in block RAM, 1 if not, or no seed is routed.",
      "",
      "Examples:",
      "  microgpt-rom synth out/bundle --device ecp5-85f",
      "  microgpt-rom synth out/bundle --device ice40-up5k --json up5k.json -o up5k",
      "  microgpt-rom synth out/bundle --device ice40-up5k --seeds 5",
      "  microgpt-rom synth out/bundle --device ecp5-85f --seeds 40 --spark spark://tower:7077"
    })
public final class SynthCommand implements Callable<Integer> {
  /** The file by which the folder of {@code -o} is recognised as a synthesis. */
  private static final String SUMMARY = "synthesis.json";

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      description = "A bundle folder, .tar.gz or .zip, or the folder of run.")
  private Path bundle;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      completionCandidates = Candidates.SynthesisDevices.class,
      required = true,
      description = "The FPGA: ecp5-25f, ecp5-45f, ecp5-85f, ice40-hx8k or ice40-up5k.")
  private String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the router; another one gives another frequency. Default ${DEFAULT-VALUE}.")
  @Range(from = "1", to = "2147483647")
  private int seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Route with so many seeds, from --seed on, keep the fastest design and tell the median."
              + " Default ${DEFAULT-VALUE}.")
  @Range(from = "1", to = "1000")
  private int seeds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Seeds that are routed at a time (default: by processors and memory).")
  @Range(from = "1", to = "256")
  private @Nullable Integer threads;

  @Option(
      names = "--frequency",
      paramLabel = "MHZ",
      description =
          "What the router aims for, in MHz. Default 100 for ECP5, 48 for iCE40HX, 24 for UP.")
  @Range(from = "0.001", to = "1000")
  private @Nullable Double frequency;

  @Mixin private ClusterOptions cluster;

  @Mixin private JsonOptions json;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description =
          "Keep scripts, netlists, logs and reports in this folder; in FOLDER.unfinished if"
              + " something stops the work.")
  @Written
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    if (seeds == 1) {
      cluster.requireNone("routes several seeds, and one is asked for", "add --seeds N");
    }
    bundle = RunFolder.bundleIn(bundle);
    Console console = common.console();
    Device target = Device.named(device);
    double mhz = frequency != null ? frequency : target.defaultMhz();
    int atOnce = threads != null ? threads : SynthesisOptions.threadsFor(target);
    SynthesisOptions options =
        CommonOptions.checked(
            "synth", () -> new SynthesisOptions(target, seed, seeds, atOnce, mhz));
    Synthesizer synthesizer = new Synthesizer(options, console::progress);
    SynthesisResult result;
    Manifest manifest;
    try (Bundle opened = Bundle.open(bundle);
        ClusterOptions.Opened machines = cluster.open("synth", console)) {
      manifest = opened.manifest();
      Design design = Design.of(opened.file(""), manifest);
      if (output == null) {
        try (TemporaryFolder work = new TemporaryFolder()) {
          result =
              SynthesisStage.run(
                  synthesizer, opened, design, work.path(), machines.cluster(), console);
        }
      } else {
        // Netlists and logs are hours of work at times: they stay where something stops it.
        result =
            UnfinishedFolder.become(
                output,
                SUMMARY,
                SynthesisResult.FORMAT,
                "scripts, netlists and logs",
                console,
                work -> {
                  SynthesisResult made =
                      SynthesisStage.run(
                          synthesizer, opened, design, work, machines.cluster(), console);
                  Files.write(work.resolve(SUMMARY), made.toJson());
                  return made;
                });
      }
    }
    json.write(result.toJson());
    SynthesisText.lines(result).forEach(console::result);
    if (result.throughput() != null) {
      console.result(SynthesisText.predicted(result.throughput(), manifest));
    }
    if (result.seeds() != null) {
      console.result("");
      SeedsText.lines(result.seeds()).forEach(console::result);
    }
    return result.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }
}
