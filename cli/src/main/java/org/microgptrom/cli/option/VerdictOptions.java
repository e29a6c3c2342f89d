package org.microgptrom.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.verify.report.JUnitXml;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the files that a verification writes. */
public final class VerdictOptions {
  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the checks as JUnit XML, which CI systems show.")
  @Written(file = true)
  private @Nullable Path junit;

  @Mixin private JsonOptions json;

  /** Writes the files that the options ask for. */
  public void write(List<Check> checks, byte[] facts) {
    if (junit != null) {
      AtomicOutput.file(junit, partial -> Files.write(partial, JUnitXml.of(checks)));
    }
    json.write(facts);
  }
}
