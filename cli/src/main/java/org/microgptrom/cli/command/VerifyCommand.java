package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.bitstream.Readback;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.BitstreamOptions;
import org.microgptrom.cli.option.ClusterOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.ComparisonOptions;
import org.microgptrom.cli.option.EvidenceOptions;
import org.microgptrom.cli.option.PortOptions;
import org.microgptrom.cli.option.SimulationOptions;
import org.microgptrom.cli.option.TargetOptions;
import org.microgptrom.cli.option.VerdictOptions;
import org.microgptrom.cli.stage.BoardVerification;
import org.microgptrom.cli.stage.TalosStage;
import org.microgptrom.cli.text.VerdictText;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.io.InputException;
import org.microgptrom.talos.TalosReport;
import org.microgptrom.talos.TalosVerifier;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.campaign.CampaignOptions;
import org.microgptrom.verify.campaign.ShardReport;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    subcommands = VerifyMergeCommand.class,
    versionProvider = Version.class,
    description =
        "Checks a bundle: every ROM word in every format, every golden logit and sampled token; or"
            + " the ROM folder of a TALOS-V2 board. With --port, also the board that holds the bundle.",
    footer = {
      "",
      "--tokens N without --rtl, --port and --simulate is a campaign: exactly N tokens, in chunks on",
      "all processors, in the golden simulator on one ROM layout and in the fast one on the other. With",
      "--rtl it is one from 100000 tokens on.",
      "",
      "--rtl runs the bundle's SystemVerilog on this machine: use it on bundles that you trust.",
      "What Verilator compiles is kept in $MICROGPT_ROM_CACHE or ~/.cache/microgpt-rom, in models;",
      "MICROGPT_ROM_MODEL_CACHE=off keeps nothing.",
      "Exit code 0 if all agrees, 1 with the first difference, 2 if there is no bundle to verify.",
      "",
      "Examples:",
      "  microgpt-rom verify out/bundle",
      "  microgpt-rom verify out/bundle --rtl verilator --tokens 20000",
      "  microgpt-rom verify out/bundle --port /dev/ttyUSB1 --tokens 2000",
      "  microgpt-rom verify lanes1 --simulate icebreaker/build/placed.json --tokens 100",
      "  microgpt-rom verify out/bundle --tokens 100000000 --state campaign.json",
      "  microgpt-rom verify names.tar.gz --junit verify.xml --json verify.json",
      "  microgpt-rom verify names.tar.gz --public-key key.pub --materials names.txt,checkpoint",
      "  microgpt-rom verify out/bundle --bitstream up5k/microgpt.bin",
      "  microgpt-rom verify talos --target talos-v2 --trace capture.jsonl"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final String SIMULATE = "--simulate";

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      arity = "0..1", // else 'verify merge' would need it
      description =
          "A bundle folder, .tar.gz or .zip, or the folder of run; for talos-v2 its ROM folder.")
  private @Nullable Path bundle;

  @Mixin private TargetOptions target;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Replay recorded steps, of a board or a simulation, one JSON object per line, and compare"
              + " every field that they have.")
  private @Nullable Path trace;

  @Mixin private VerdictOptions files;
  @Mixin private EvidenceOptions evidence;
  @Mixin private SimulationOptions rtl;
  @Mixin private BitstreamOptions bitstream;
  @Mixin private PortOptions port;

  @Option(
      names = SIMULATE,
      paramLabel = "PATH",
      description =
          "Also run a board in Verilator, as 'board --simulate' does, and compare what it computes as"
              + " with --port: a project of 'board' (its sources), its build/placed.json (the circuit"
              + " as placed and routed, with the ROMs of the bitstream), or an iCE40's bitstream"
              + " without multipliers (every cell of it).")
  private @Nullable Path simulate;

  @Mixin private ComparisonOptions campaign;

  @Mixin private ClusterOptions cluster;

  @Override
  public Integer call() {
    bundle = common.required(bundle, "'BUNDLE'");
    Console console = common.console();
    if (target.isTalos(bundle)) {
      cluster.requireNone("runs campaigns of ROM bundles", "leave it out");
      return verifyTalos(bundle, console);
    }
    bundle = RunFolder.bundleIn(bundle);
    RtlOptions circuit = rtl.options();
    if (port.isGiven() || simulate != null) {
      cluster.requireNone("runs campaigns, and a board computes in one piece", "leave it out");
      return verifyBoard(bundle, circuit, console);
    }
    Optional<CampaignOptions> wanted = campaign.options(rtl.tokens(), rtl.isWanted());
    if (wanted.isPresent()) {
      bitstream.requireNone("--tokens " + rtl.tokens() + ", a campaign,");
      return verifyCampaign(bundle, circuit, wanted.get(), console);
    }
    cluster.requireNone("runs campaigns, and none is asked for", "add --tokens N");
    VerificationReport report;
    try (Bundle opened = Bundle.open(bundle)) {
      Optional<Readback> readback = bitstream.read(opened.manifest());
      report = verify(opened, circuit, evidence(opened), Optional.ofNullable(trace), console);
      if (readback.isPresent()) {
        Readback.Result result = readback.get().compare(RomContents.read(opened));
        report = report.withBitstream(result.summary(), result.checks());
      }
    }
    return tell(report, console);
  }

  private int tell(VerificationReport report, Console console) {
    VerdictText.print(report, console);
    rtl.waveforms(report).forEach(path -> console.result("wrote     " + path));
    files.write(report.checks(), report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private int verifyBoard(Path bundle, RtlOptions circuit, Console console) {
    String option = port.isGiven() ? PortOptions.OPTION : SIMULATE;
    if (port.isGiven() && simulate != null) {
      throw new InputException(
          option, "does not go with " + SIMULATE, "run them one after the other");
    }
    if (campaign.isNamed()) {
      throw new InputException(
          option,
          "does not go with --state and --shard: a board computes in one piece",
          "leave them out");
    }
    bitstream.requireNone(option);
    BoardVerification verification;
    try (Bundle opened = Bundle.open(bundle)) {
      Supplier<VerificationReport> checks =
          () -> verify(opened, circuit, evidence(opened), Optional.ofNullable(trace), console);
      verification =
          simulate == null
              ? BoardVerification.of(opened, port, rtl.tokens(), checks, console)
              : BoardVerification.simulated(opened, simulate, rtl.tokens(), checks, console);
    }
    int exitCode = tell(verification.report(), console);
    verification
        .fault()
        .ifPresent(
            fault -> {
              throw fault;
            });
    return exitCode;
  }

  private int verifyCampaign(
      Path bundle, RtlOptions circuit, CampaignOptions options, Console console) {
    ShardReport shard;
    try (StageProgress progress = new StageProgress(console);
        Bundle opened = Bundle.open(bundle);
        ClusterOptions.Opened machines = cluster.open("verify", console)) {
      shard =
          Verifier.campaign(
              opened,
              circuit,
              evidence(opened),
              Optional.ofNullable(trace),
              options,
              machines.cluster(),
              progress);
    }
    VerificationReport report = shard.report();
    VerdictText.print(report, console);
    files.write(report.checks(), campaign.isShard() ? shard.toJson() : report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private Evidence evidence(Bundle opened) {
    return evidence.load(opened.manifest().lineage());
  }

  private int verifyTalos(Path folder, Console console) {
    if (rtl.isWanted()) {
      throw new InputException(
          "--rtl", "does not go with --target talos-v2, whose circuit is not ours", "use --trace");
    }
    if (port.isGiven() || simulate != null) {
      throw new InputException(
          port.isGiven() ? PortOptions.OPTION : SIMULATE,
          "does not go with --target talos-v2, whose boards speak otherwise",
          "use --trace");
    }
    evidence.requireNone();
    bitstream.requireNone("--target talos-v2");
    TalosReport report = TalosVerifier.verify(folder, Optional.ofNullable(trace));
    TalosStage.print(report, console);
    files.write(report.checks(), report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  /** Verifies a bundle against the quantized model that it was packed from. */
  static VerificationReport verify(Path bundle, Quantized packed, Console console) {
    try (Bundle opened = Bundle.open(bundle)) {
      return verify(opened, RtlOptions.NONE, Evidence.of(packed), Optional.empty(), console);
    }
  }

  private static VerificationReport verify(
      Bundle bundle, RtlOptions options, Evidence evidence, Optional<Path> trace, Console console) {
    try (StageProgress progress = new StageProgress(console)) {
      return Verifier.verify(bundle, options, evidence, trace, progress);
    }
  }
}
