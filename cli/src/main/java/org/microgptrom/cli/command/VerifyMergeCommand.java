package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.VerdictOptions;
import org.microgptrom.cli.text.VerdictText;
import org.microgptrom.verify.campaign.ShardReport;
import org.microgptrom.verify.report.VerificationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Merges the reports of all shards of a campaign into the report of one run, with its exit"
            + " code.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom verify bundle --tokens 1000000 --shard 1/2 --json 1.json",
      "  microgpt-rom verify bundle --tokens 1000000 --shard 2/2 --json 2.json",
      "  microgpt-rom verify merge 1.json 2.json --json verify.json"
    })
final class VerifyMergeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private VerdictOptions files;

  @Parameters(
      paramLabel = "REPORT",
      arity = "1..*",
      description = "What verify --shard I/N --json wrote, for each I.")
  private List<Path> reports;

  @Override
  public Integer call() {
    VerificationReport report = ShardReport.merge(reports);
    VerdictText.print(report, common.console());
    files.write(report.checks(), report.toJson());
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }
}
