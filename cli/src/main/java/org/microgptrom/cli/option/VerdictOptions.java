package org.microgptrom.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.cli.console.Console;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The files that a verification writes. */
public final class VerdictOptions {
  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the checks as JUnit XML, which CI systems show.")
  @Written
  private Path junit;

  @Mixin private JsonOptions json;

  /** Tells what was compared, the verdict last. */
  public static void print(VerificationReport report, Console console) {
    for (String line : VerificationText.lines(report)) {
      if (line.startsWith("PASSED ") || line.startsWith("FAILED ")) {
        console.verdict(report.passed(), line);
      } else {
        console.result(line);
      }
    }
  }

  /** The same as progress of a larger job. */
  public static void tell(VerificationReport report, Console console) {
    VerificationText.lines(report).forEach(line -> console.progress("verify: " + line));
  }

  /** Writes those that are wanted. */
  public void write(List<Check> checks, byte[] facts) {
    if (junit != null) {
      AtomicOutput.file(junit, partial -> Files.write(partial, JUnitXml.of(checks)));
    }
    json.write(facts);
  }
}
