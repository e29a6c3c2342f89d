package org.microgptrom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.Check;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.Summary;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;
import org.microgptrom.verify.talos.TalosReport;
import org.microgptrom.verify.talos.TalosVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Checks a bundle: every ROM word in every format, every golden logit and sampled token; or"
            + " the ROM folder of a TALOS-V2 board.",
    footer = {
      "",
      "--rtl runs the bundle's SystemVerilog on this machine: use it on bundles that you trust.",
      "Exit code 0 if all agrees, 1 with the first difference, 2 if there is no bundle to verify.",
      "",
      "Examples:",
      "  microgpt-rom verify out/bundle",
      "  microgpt-rom verify out/bundle --rtl verilator --tokens 20000",
      "  microgpt-rom verify names.tar.gz --junit verify.xml --json verify.json",
      "  microgpt-rom verify talos --target talos-v2 --trace capture.jsonl"
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      description = "A bundle folder, .tar.gz or .zip; for talos-v2 its ROM folder.")
  private Path bundle;

  @Mixin private TargetOption target;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Replay recorded steps, of a board or a simulation, one JSON object per line, and compare"
              + " every field that they have.")
  private Path trace;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the checks as JUnit XML, which CI systems show.")
  private Path junit;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all facts as JSON.")
  private Path json;

  @Mixin private RtlStage rtl;

  @Override
  public Integer call() {
    Console console = common.console();
    if (target.isTalos(bundle)) {
      return verifyTalos(console);
    }
    VerificationReport report =
        verify(bundle, rtl.options(), Optional.ofNullable(trace), console, console::result);
    rtl.waveforms(report).forEach(path -> console.result("wrote     " + path));
    write(report.checks(), report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private int verifyTalos(Console console) {
    if (rtl.isWanted()) {
      throw new InputException(
          "--rtl", "does not go with --target talos-v2, whose circuit is not ours", "use --trace");
    }
    TalosReport report = TalosVerifier.verify(bundle, Optional.ofNullable(trace));
    TalosStage.print(report, console);
    write(report.checks(), report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private void write(List<Check> checks, byte[] facts) {
    if (junit != null) {
      AtomicOutput.file(junit, partial -> Files.write(partial, JUnitXml.of(checks)));
    }
    if (json != null) {
      AtomicOutput.file(json, partial -> Files.write(partial, facts));
    }
  }

  /** Verifies a bundle and tells what was compared, the verdict last. */
  static VerificationReport verify(Path bundle, Console console, Consumer<String> lines) {
    return verify(bundle, RtlOptions.NONE, Optional.empty(), console, lines);
  }

  private static VerificationReport verify(
      Path bundle,
      RtlOptions options,
      Optional<Path> trace,
      Console console,
      Consumer<String> lines) {
    VerificationReport report;
    try (StageProgress progress = new StageProgress(console)) {
      report = Verifier.verify(bundle, options, trace, progress);
    }
    Summary.lines(report).forEach(lines);
    return report;
  }
}
