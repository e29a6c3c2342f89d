package org.microgptrom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.Summary;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Checks a bundle: every ROM word in every format, every golden logit and sampled token.",
    footer = {
      "",
      "--rtl runs the bundle's SystemVerilog on this machine: use it on bundles that you trust.",
      "Exit code 0 if all agrees, 1 with the first difference, 2 if there is no bundle to verify.",
      "",
      "Examples:",
      "  microgpt-rom verify out/bundle",
      "  microgpt-rom verify out/bundle --rtl verilator --tokens 20000",
      "  microgpt-rom verify names.tar.gz --junit verify.xml --json verify.json"
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "BUNDLE", description = "A bundle folder, .tar.gz or .zip.")
  private Path bundle;

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
    VerificationReport report = verify(bundle, rtl.options(), console::result);
    rtl.waveforms(report).forEach(path -> console.result("wrote     " + path));
    if (junit != null) {
      AtomicOutput.file(junit, partial -> Files.write(partial, JUnitXml.of(report)));
    }
    if (json != null) {
      AtomicOutput.file(json, partial -> Files.write(partial, report.toJson()));
    }
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  /** Verifies a bundle and tells what was compared, the verdict last. */
  static VerificationReport verify(Path bundle, Consumer<String> lines) {
    return verify(bundle, RtlOptions.NONE, lines);
  }

  private static VerificationReport verify(
      Path bundle, RtlOptions options, Consumer<String> lines) {
    VerificationReport report = Verifier.verify(bundle, options, (step, done, total) -> {});
    Summary.lines(report).forEach(lines);
    return report;
  }
}
